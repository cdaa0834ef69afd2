import { MAX_DEPTH } from "../../db/records/definition.ts";
import { DefinitionSchema } from "../../db/records/definition-schema.ts";
import { ServerRecordSchema } from "../../db/records/server.ts";
import { SnapshotSchema } from "../../db/records/snapshot.ts";
import { cutDepth } from "../cut-depth.ts";
import { readJson } from "../parse-documents.ts";
import { reasonOf } from "../parse-records.ts";
import { type Found, type Source, SourceError } from "../source.ts";

/** A tool lies two levels below its row: row, list, tool. */
const TOOL_LEVEL = 2;

/** One row of the snapshot contract. A tool that is none is reported and left out; the row's others stay. */
function* snapshotOf(row: unknown, where: string): Generator<Found> {
  cutDepth(row, MAX_DEPTH + TOOL_LEVEL);
  const tools = typeof row === "object" && row !== null && "tools" in row ? row.tools : undefined;
  let good: unknown[] = [];
  if (Array.isArray(tools)) {
    good = tools.filter((tool) => DefinitionSchema.safeParse(tool).success);
    for (const [index, tool] of tools.entries())
      if (!good.includes(tool))
        yield { kind: "problem", where: `${where}, tool ${index + 1}`, reason: "is no object with a name" };
  }
  const parsed = SnapshotSchema.safeParse(Array.isArray(tools) ? { ...(row as object), tools: good } : row);
  if (!parsed.success) return yield { kind: "problem", where, reason: reasonOf(parsed.error) };
  const { name: _, description: _said, version: _stated, ...rest } = parsed.data.server;
  // What else is said of the server becomes its record, as if a registry had said it.
  const record = ServerRecordSchema.safeParse({ ...rest, name: "snapshot" });
  if (record.success) yield { kind: "snapshot", snapshot: parsed.data };
  else yield { kind: "problem", where, reason: `server.${reasonOf(record.error)}` };
}

function* snapshotsOf(document: unknown): Generator<Found> {
  if (!Array.isArray(document)) yield* snapshotOf(document, "the document");
  else for (const [index, row] of document.entries()) yield* snapshotOf(row, `item ${index + 1}`);
}

/** Finished listings in a file, one server a line: the snapshot contract. Streamed, so its size does not matter. */
export const snapshots: Source = {
  id: "snapshots",
  says: "saved listings in a file or at an address, one server a line (JSONL or JSON; .gz too)",
  argument: "FILE|URL",
  read: (file, options) => {
    if (!file) throw new SourceError("source snapshots wants a file or an address");
    return readJson(file, { ofLine: snapshotOf, ofDocument: snapshotsOf }, options?.signal);
  },
};
