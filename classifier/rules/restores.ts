import { verbRule } from "../verb-rule.ts";

export const restores = verbRule({
  id: "restores",
  leans: "Write",
  means: "bringing back",
  because: "An earlier state comes back.",
  english: ["restore", "undo", "redo", "revert", "rollback", "recover", "undelete", "reinstate", "unstage"],
  other: ["恢复", "还原", "撤销", "回滚", "復元", "복원"],
  examples: {
    hits: [{ name: "restore_page" }, { name: "x", description: "Reverts a file to an earlier version" }],
    misses: [{ name: "list_recovery_points" }, { name: "x", description: "Lists versions that one can go back to" }],
  },
});
