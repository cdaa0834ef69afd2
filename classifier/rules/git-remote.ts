import { phraseRule } from "../phrase-rule.ts";

export const gitRemote = phraseRule({
  id: "git-remote",
  asks: "Does it change a remote repository?",
  because: "A push reaches everyone who pulls.",
  pattern: {
    name: /\bgit (push|pull|fetch|reset|clean|rebase|merge|checkout|clone|init)\b/,
    main: /\b(push(es)?|force[- ]push\w*|pull(s)? (changes|from)|remote repository)\b/,
  },
  says: "changes a remote repository",
  examples: {
    hits: [{ name: "git_pull" }, { name: "x", description: "Pushes commits to the remote" }],
    misses: [{ name: "git_status" }],
  },
});
