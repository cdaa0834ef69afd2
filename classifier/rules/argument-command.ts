import { argumentRule } from "../argument-rule.ts";

export const argumentCommand = argumentRule({
  id: "argument-command",
  asks: "Does an argument carry a command?",
  because: "A free command has no bound.",
  leans: "Execute",
  capability: "shell",
  words:
    /^(commands?|cmd|shell command|command line|cli command|args|argv|executable|binary|shell|bash command|entrypoint)$/,
  only: ({ options }) => options.length === 0,
  says: "carries a command",
  examples: {
    hits: [{ name: "x", arguments: { command: { type: "string" } } }],
    misses: [{ name: "x", arguments: { command: { enum: ["get", "list"] } } }],
  },
});
