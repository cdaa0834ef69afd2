import { argumentRule } from "../argument-rule.ts";

export const argumentDryRun = argumentRule({
  id: "argument-dry-run",
  asks: "Does an argument offer a dry run?",
  because: "What offers a dry run changes something without it.",
  words: /\b(dry ?run|preview|simulate|validate only|check only)\b/,
  says: "offers a dry run",
  examples: {
    hits: [{ name: "x", arguments: { dry_run: { type: "boolean" } } }],
    misses: [{ name: "x", arguments: { run: { type: "string" } } }],
  },
});
