import { capabilityRule } from "../capability-rule.ts";

export const runsCarriedCode = capabilityRule({
  id: "runs-carried-code",
  capability: "runs-code",
  asks: "Does it run code that its arguments carry?",
  because: "Code that the caller writes decides what happens.",
  floor: "High",
  name: /\b(execute|run|eval|evaluate|start|install|deploy|send) (\w+ ){0,3}(code|script|python|javascript|js|java|snippet|notebook|program|process|container|repl|session|compose|sandbox|command|shell|tests?|mcp server)\b|\b(repl|eval|exec)\b/,
  main: /\b(execut|run|evaluat|interpret|launch|start|deploy)(e|es|s|ing)? [^.]{0,40}\b(code|scripts?|python|javascript|program|expression|process|container|shell|commands?|executable|docker compose|notebook|tests?)\b|\barbitrary\b|\bvia npx\b|代码|脚本/,
  argument:
    /^(code|script|source code|python code|javascript|expression|function|snippet|executable|compose yaml|command|cmd|program|macro|notebook|code snippet)$/,
  argumentIs: ({ options }) => options.length === 0,
  unless: ({ arguments: all }) => all.some(({ name }) => name === "intent" || name === "learn"),
  step: { by: 1, of: ["Execute"], reason: "it runs code that the caller writes" },
  says: "runs code that its arguments carry",
  examples: {
    hits: [{ name: "execute_code" }, { name: "x", arguments: { code: { type: "string" } } }],
    misses: [{ name: "x", arguments: { country_code: { type: "string" } } }],
  },
});
