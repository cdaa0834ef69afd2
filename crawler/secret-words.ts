/** Options that are followed by a secret, and names of variables, headers and parameters that hold one. */
export const SECRET_OPTION =
  /token|key|secret|passw|passphrase|passcode|auth|credential|bearer|header|cookie|(?:^|[^a-z])(?:pass|pwd|pat|psk|jwt)(?![a-z])/i;

/** Words that are a secret by their own look. */
export const SECRET_VALUE =
  /^(?:sk-|ghp_|gho_|github_pat_|xox[a-z]-|AKIA|ey[A-Za-z0-9_-]{10,}\.|glpat-|npm_)|^[A-Za-z0-9+/_=-]{32,}$/;

/**
 * Where the secret of a word of a command line begins, by the word before it, its own name (`--token=…`, `API_KEY=…`,
 * `Authorization: …`) or its look; null where it holds none that can be told.
 */
export const secretFrom = (word: string, before: string): number | null => {
  const [named = "", name = ""] = /^(--?[\w.-]+|[A-Za-z_]\w*)=(?!=*$)/.exec(word) ?? [];
  if (name !== "" && (SECRET_OPTION.test(name) || SECRET_VALUE.test(word.slice(named.length)))) return named.length;
  const asked = before.startsWith("-") && !before.includes("=") && SECRET_OPTION.test(before);
  if (asked && !name.startsWith("-")) return 0;
  const [headed = "", header = ""] = /^([\w-]+):\s*(?!\/\/)(?=\S)/.exec(word) ?? [];
  if (header !== "" && SECRET_OPTION.test(header)) return headed.length;
  return SECRET_VALUE.test(word) ? 0 : null;
};

/** Whether a part of an address's path is one: hosts without a login give each of their users an own address. */
export const isSecretSegment = (segment: string): boolean => SECRET_VALUE.test(segment) && /[0-9A-Z]/.test(segment);
