import { argumentRule } from "../argument-rule.ts";

export const argumentConfirm = argumentRule({
  id: "argument-confirm",
  asks: "Does an argument ask for confirmation or force?",
  because: "What wants a confirmation is dangerous.",
  leans: "Destructive",
  words:
    /\b(confirm|confirmed|confirmation|force|cascade|acknowledge|i understand|are you sure|purge|hard delete|permanent|permanently)\b/,
  says: "asks for confirmation or force",
  examples: {
    hits: [{ name: "x", arguments: { confirm: { type: "boolean" } } }],
    misses: [{ name: "x", arguments: { workforce: { type: "string" } } }],
  },
});
