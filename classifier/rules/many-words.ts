import { phraseRule } from "../phrase-rule.ts";

export const manyWords = phraseRule({
  id: "many-words",
  asks: "Are many items touched in one call?",
  because: "One wrong call counts many times.",
  capability: "bulk",
  pattern: {
    name: /\b(bulk|batch|all|multiple|many|mass|multi)\b/,
    main: /\b(bulk|batch(es)?|in batch|all|multiple|many|several|one or more|every|entire|up to \d+|simultaneously|mass)\b/,
  },
  says: "touches many items in one call",
  examples: {
    hits: [{ name: "bulk_delete_items" }, { name: "x", description: "Deletes multiple rows at once" }],
    misses: [{ name: "x", description: "Deletes a row" }],
  },
});
