import { verbRule } from "../verb-rule.ts";

export const remembers = verbRule({
  id: "remembers",
  leans: "Write",
  means: "remembering",
  because: "A memory is the caller’s own state.",
  english: ["remember", "memorize", "note", "log", "record", "learn", "journal", "memorise", "jot", "retain"],
  other: ["记住", "记录", "记忆", "記録", "기록"],
  examples: {
    hits: [{ name: "remember" }, { name: "log_meal" }, { name: "x", description: "Records a thought for later" }],
    misses: [{ name: "get_log" }, { name: "x", description: "Returns the track with this name" }],
  },
});
