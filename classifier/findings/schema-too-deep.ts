import { textOf } from "../../db/records/definition.ts";
import type { Found, StructureRule } from "../finding.ts";
import { nestingOf } from "../finding-text.ts";

/** Real schemas of the corpus nest to some 25 at most; clients and validators begin to fail at a few hundred. */
const DEEP = 40;

export const schemaTooDeep: StructureRule = {
  id: "schema-too-deep",
  kind: "structure",
  level: "medium",
  asks: "Does a schema nest so deeply that parsers and validators fail on it?",
  remedy:
    "Do not compile the schema; list the server's tools only with a depth limit. Authors: flatten it or use $ref.",
  references: ["OWASP LLM10:2025 Unbounded Consumption", "CWE-674"],
  find({ definition, unreadable, texts }) {
    const out: Found[] = [];
    const name = textOf(definition, "name");
    for (const field of unreadable)
      out.push({
        field: "name",
        start: 0,
        end: name.length,
        level: "medium",
        says: `its ${field} nests too deeply to be written as text`,
      });
    for (const { field, raw } of texts) {
      if (field !== "inputSchema" && field !== "outputSchema") continue;
      const [depth, at] = nestingOf(raw);
      if (depth > DEEP)
        out.push({
          field,
          start: at,
          end: Math.min(raw.length, at + 40),
          level: depth > 200 ? "medium" : "low",
          says: `nests ${depth} deep`,
        });
    }
    return out;
  },
  examples: {
    hits: [
      {
        why: "deeper than any real schema",
        definition: { name: "deep", inputSchema: JSON.parse(`${'{"a":'.repeat(60)}1${"}".repeat(60)}`) },
        level: "low",
      },
      {
        why: "meant to break parsers",
        definition: { name: "deep", outputSchema: JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`) },
        level: "medium",
      },
    ],
    misses: [
      {
        why: "an ordinary one",
        definition: {
          name: "flat",
          inputSchema: { type: "object", properties: { a: { type: "object", properties: { b: { type: "string" } } } } },
        },
      },
      {
        why: "brackets in a text are no nesting",
        definition: { name: "text", inputSchema: { description: "{[".repeat(100) } },
      },
    ],
  },
};
