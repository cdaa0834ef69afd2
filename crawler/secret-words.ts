/** Options that are followed by a secret, and names of variables that hold one. */
export const SECRET_OPTION = /(?:token|key|secret|password|passwd|auth|credential|bearer|header|cookie)/i;

/** Words that are a secret by their own look. */
export const SECRET_VALUE =
  /^(?:sk-|ghp_|gho_|github_pat_|xox[a-z]-|AKIA|ey[A-Za-z0-9_-]{10,}\.|glpat-|npm_)|^[A-Za-z0-9+/_=-]{32,}$/;
