import { verbRule } from "../verb-rule.ts";

export const archives = verbRule({
  id: "archives",
  leans: "Write",
  means: "putting out of sight",
  because: "What is archived or trashed can be taken back.",
  english: ["archive", "unarchive", "trash", "hide", "unhide", "shelve", "deprecate", "retire"],
  other: ["archivar", "arquivar", "归档", "隐藏"],
  examples: {
    hits: [{ name: "archive_thread" }, { name: "x", description: "Moves on and archives a project" }],
    misses: [{ name: "list_archive" }, { name: "x", description: "Searches the archive" }],
  },
});
