import type { Snapshot } from "./snapshot.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "__proto__");

const isNamed = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && typeof value.name === "string" && value.name !== "";

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === "string";

/**
 * Whether a value of `JSON.parse` is a snapshot as it stands. True only for what `SnapshotSchema` takes without changing
 * it, so that a catalogue is read without a copy of each definition; where it is false the schema decides, and says why.
 */
export const isSnapshot = (value: unknown): value is Snapshot =>
  isRecord(value) &&
  isNamed(value.server) &&
  isText(value.server.description) &&
  isText(value.server.version) &&
  (value.server.unnamed === undefined || typeof value.server.unnamed === "boolean") &&
  Array.isArray(value.tools) &&
  value.tools.every(isNamed);
