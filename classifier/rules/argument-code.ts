import { argumentRule } from "../argument-rule.ts";

export const argumentCode = argumentRule({
  id: "argument-code",
  asks: "Does an argument carry code?",
  because: "Code that the caller writes decides what happens.",
  leans: "Execute",
  capability: "runs-code",
  words:
    /^(code|script|source code|python code|js code|javascript|python|expression|program|function|source|snippet|script content|code block|notebook|applescript|lua|macro)$/,
  only: ({ type }) => type === "" || type === "string" || type === "array",
  says: "carries code",
  examples: {
    hits: [
      { name: "x", arguments: { code: { type: "string" } } },
      { name: "x", arguments: { script: { type: "string" } } },
    ],
    misses: [{ name: "x", arguments: { country_code: { type: "string" } } }],
  },
});
