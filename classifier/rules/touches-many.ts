import { capabilityRule } from "../capability-rule.ts";

export const touchesMany = capabilityRule({
  id: "touches-many",
  capability: "bulk",
  asks: "Does it act on many items in one call?",
  because: "One wrong call counts many times.",
  name: /\b(bulk|batch|multiple|many|mass|multi|all|purge|clear|wipe|truncate)\b/,
  main: /\b(bulk|in batch(es)?|multiple|several|one or more|every|all|many|array of|an? list of) (\w+ ){0,3}\w+s\b|\ball (data|content|memory)\b|\bclears?\b|\bin (bulk|batch(es)?|one (call|request|operation|go))\b|\bbatch(ed|es)?\b|\bup to \d+\b|\barrays? of\b|\bto all\b|\bbroadcast\w*|\bat once\b|批量|一括|일괄/,
  argument:
    /(ids|keys|items|paths|records|messages|emails|entities|rows|files|deletions|observations|relations|urls|documents|names|operations)$/,
  argumentIs: ({ type }) => type === "array",
  // The caller's own scratch is one small thing.
  unless: ({ nameText }) =>
    /\b(clear|wipe|reset|flush) (\w+ )?(thoughts?|clipboard|console|cookies|presence|logs?)$/.test(nameText),
  says: "acts on many items in one call",
  examples: {
    hits: [{ name: "bulk_update_items" }, { name: "x", description: "Deletes all rows of a table" }],
    misses: [
      { name: "x", description: "Deletes a row" },
      { name: "wipe_logs", description: "Wipe all logs" },
    ],
  },
});
