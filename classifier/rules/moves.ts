import { verbRule } from "../verb-rule.ts";

export const moves = verbRule({
  id: "moves",
  leans: "Write",
  means: "moving, copying or renaming",
  because: "A move can be undone by another move.",
  english: [
    "move",
    "copy",
    "rename",
    "duplicate",
    "clone",
    "fork",
    "reorder",
    "reorganize",
    "reposition",
    "relocate",
    "rearrange",
    "arrange",
    "organize",
    "reparent",
    "transpose",
  ],
  other: ["mover", "copiar", "renombrar", "renomear", "移动", "复制", "重命名", "コピー", "移動", "이동", "복사"],
  examples: {
    hits: [{ name: "move_card" }, { name: "file-copy" }, { name: "x", description: "Renames a branch" }],
    misses: [{ name: "get_move_list" }, { name: "x", description: "Returns a clone of the question" }],
  },
});
