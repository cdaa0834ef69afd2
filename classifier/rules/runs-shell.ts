import { capabilityRule } from "../capability-rule.ts";

export const runsShell = capabilityRule({
  id: "runs-shell",
  capability: "shell",
  asks: "Does it run shell commands that its arguments carry?",
  because: "A shell command can do whatever its user can.",
  floor: "High",
  name: /\b(shell|bash|terminal|ssh|powershell|cmd|iterm|cli) (\w+ )?(command|exec|run|script|execute)\b|\b(execute|run|send) (\w+ ){0,3}(command|commands|shell|bash|cmd)\b|\b(exec|bash|shell)$/,
  main: /\b(shell|bash|terminal|powershell|ssh|cli|command[- ]line|console|operational mode) (commands?|session|process|script)\b|\b(execut|run)(e|es|s)? [^.]{0,30}\bcommands?\b|命令/,
  argument: /^(command|commands|cmd|shell command|command line|bash command|cli command)$/,
  argumentIs: ({ options }) => options.length === 0,
  unless: ({ arguments: all }) => all.some(({ name }) => name === "intent" || name === "learn"),
  step: { by: 1, of: ["Execute"], reason: "it runs commands that the caller writes" },
  says: "runs shell commands",
  examples: {
    hits: [{ name: "shell_exec" }, { name: "x", arguments: { command: { type: "string" } } }],
    misses: [{ name: "x", arguments: { command: { enum: ["get", "list"] } } }],
  },
});
