import { argumentSpan } from "../arguments.ts";
import { needsOf } from "../needs.ts";
import { type Rule, signalAt } from "../rule.ts";

const FILE =
  /^((pptx|prs|docx|xlsx|pdf|excel|word|doc|document|presentation|workbook|scene|project|repo|repository|note|notebook|script|source|svg|image|config|file) ?)*(file ?paths?|file ?names?|path|file)$/;
/** A folder that holds many files, of which the change may be to none. */
const TREE = /^(repo|repository|project) /;
const CHANGE =
  /\b(delete|remove|add|insert|edit|update|replace|clear|set|create|write|append|merge|reset|rename|move|format|load|save|modify|apply|generate|manage|stash|pull|checkout|revert|patch|copy|convert|import)\b/;

/** A change to a file that the caller names: the file is written, though nothing is called output. */
export const changesFileInPlace: Rule = {
  id: "changes-file-in-place",
  asks: "Does it change the content of a file that the caller names?",
  because: "A row deleted from a workbook rewrites the workbook.",
  capability: "writes-files",
  about: "capability",
  needs: needsOf({ argument: FILE }),
  find: (facts) => {
    const files = facts.arguments.filter(({ words, type }) => FILE.test(words) && type !== "boolean");
    const file = files.find(({ words }) => !TREE.test(words)) ?? files[0];
    if (!file || file.nested || !CHANGE.test(facts.nameText)) return [];
    // A manifest is applied to what it describes; the file itself stays as it is.
    if (facts.arguments.some(({ words }) => words === "manifest")) return [];
    const what = TREE.test(file.words)
      ? "tree"
      : /\b(files?|folder|directory)$/.test(facts.nameText)
        ? "whole"
        : "part";
    return [
      signalAt(
        "changes-file-in-place",
        what,
        argumentSpan(facts.definition, file),
        `the file at “${file.name}” is changed`,
      ),
    ];
  },
  examples: {
    hits: [
      { name: "delete_rows", arguments: { filepath: { type: "string" } } },
      { name: "load_sprite", arguments: { projectPath: { type: "string" }, scenePath: { type: "string" } } },
      { name: "git_merge", arguments: { repo_path: { type: "string" } } },
    ],
    misses: [
      { name: "read_rows", arguments: { filepath: { type: "string" } } },
      { name: "delete_resource", arguments: { manifest: { type: "string" }, filename: { type: "string" } } },
    ],
  },
};
