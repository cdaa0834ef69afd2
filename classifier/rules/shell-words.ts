import { phraseRule } from "../phrase-rule.ts";

export const shellWords = phraseRule({
  id: "shell-words",
  asks: "Is a shell or terminal meant?",
  because: "A shell command can do whatever its user can.",
  leans: "Execute",
  capability: "shell",
  pattern: {
    name: /\b(shell|bash|terminal|powershell|cmd|ssh|iterm|zsh|command line|cli)\b/,
    main: /\b(shell|bash|terminal|powershell|ssh|command[- ]line|cli)\b/,
  },
  says: "speaks of a shell or terminal",
  examples: {
    hits: [{ name: "shell_exec" }, { name: "x", description: "Runs a command in the terminal" }],
    misses: [{ name: "x", description: "Finds a seashell" }],
  },
});
