import { verbRule } from "../verb-rule.ts";

export const clears = verbRule({
  id: "clears",
  leans: "Destructive",
  means: "clearing or resetting",
  because: "Contents go; what they were decides how bad that is.",
  english: ["clear", "reset", "empty", "flush", "clean", "cleanup", "vacuum", "defragment", "cleanse"],
  other: ["limpiar", "limpar", "清理", "重置", "クリア", "リセット", "초기화"],
  examples: {
    hits: [{ name: "clear_cache" }, { name: "reset_graph" }, { name: "x", description: "Empties a folder" }],
    misses: [{ name: "get_reset_time" }, { name: "x", description: "Explains in clear words" }],
  },
});
