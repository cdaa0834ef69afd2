import { verbRule } from "../verb-rule.ts";

export const wipes = verbRule({
  id: "wipes",
  leans: "Destructive",
  means: "wiping",
  because: "Everything of a kind goes at once.",
  english: ["drop", "truncate", "purge", "wipe", "prune", "nuke", "obliterate", "annihilate", "shred", "expunge"],
  other: ["清空", "销毁", "丢弃"],
  examples: {
    hits: [{ name: "drop_table" }, { name: "purge_queue" }, { name: "x", description: "Truncates a log table" }],
    misses: [{ name: "get_drop_rate" }, { name: "x", description: "Returns the drop of a river" }],
  },
});
