import { textOf } from "../../db/records/definition.ts";
import type { StructureRule } from "../finding.ts";

export const duplicateName: StructureRule = {
  id: "duplicate-name",
  kind: "structure",
  level: "low",
  asks: "Does the server list several tools of this name?",
  remedy:
    "Report it to the author: which of the tools a call reaches depends on the client, and a rule by name covers all of them.",
  references: ["Model Context Protocol 2025-11-25, tool names are unique within a server"],
  find({ definition, own }) {
    const name = textOf(definition, "name");
    const times = own.names.get(name) ?? 1;
    if (times < 2) return [];
    return [
      { field: "name", start: 0, end: name.length, level: "low", says: `stands ${times} times in the server's list` },
    ];
  },
  examples: {
    hits: [
      {
        why: "twice in one list",
        definition: { name: "save" },
        siblings: [{ name: "save", description: "another" }],
        level: "low",
      },
    ],
    misses: [
      { why: "names differ in case", definition: { name: "save" }, siblings: [{ name: "Save" }] },
      { why: "the only one", definition: { name: "save" }, siblings: [{ name: "load" }] },
    ],
  },
};
