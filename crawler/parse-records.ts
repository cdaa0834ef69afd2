import type { z } from "zod";
import { ServerRecordSchema } from "../db/records/server.ts";
import { cutDepth } from "./cut-depth.ts";
import type { Found } from "./source.ts";

/** Deepest nesting that a row keeps, in levels. */
const MAX_ROW_DEPTH = 64;
const OFFICIAL = "io.modelcontextprotocol.registry/official";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What Zod found wrong, in one line: the first three places. */
export const reasonOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join("; ");

/** One row: a record, or a registry's answer that has it under `server` with its state under `_meta`. */
export const recordOf = (row: unknown, where: string): Found => {
  if (!isObject(row)) return { kind: "problem", where, reason: "is no object" };
  cutDepth(row, MAX_ROW_DEPTH);
  const wrapped = isObject(row.server) && row.name === undefined;
  const state = wrapped && isObject(row._meta) ? row._meta[OFFICIAL] : undefined;
  const inner = wrapped && isObject(row.server) ? row.server : row;
  if (isObject(state) && state.status === "deleted")
    return typeof inner.name === "string" && inner.name !== ""
      ? { kind: "deleted", name: inner.name }
      : { kind: "problem", where, reason: "was deleted from its registry, and has no name" };
  if (isObject(state) && state.isLatest === false)
    return { kind: "problem", where, reason: "is a version that a later one has replaced" };
  const parsed = ServerRecordSchema.safeParse(inner);
  if (!parsed.success) return { kind: "problem", where, reason: reasonOf(parsed.error) };
  return { kind: "record", record: parsed.data };
};

/** A whole document: an array of rows, a registry's `{servers: […]}`, or one row. */
export function* recordsOf(document: unknown): Generator<Found> {
  const rows = isObject(document) && Array.isArray(document.servers) ? document.servers : document;
  if (!Array.isArray(rows)) yield recordOf(rows, "the document");
  else for (const [index, row] of rows.entries()) yield recordOf(row, `item ${index + 1}`);
}
