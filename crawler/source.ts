import type { ServerRecord } from "../db/records/server.ts";
import type { Snapshot } from "../db/records/snapshot.ts";

/**
 * One thing that a source gives: a record to crawl, a finished listing, the name of a server that is deleted there, or a row
 * that is none of these, with the reason.
 */
export type Found =
  | { kind: "record"; record: ServerRecord }
  | { kind: "snapshot"; snapshot: Snapshot }
  | { kind: "deleted"; name: string }
  | { kind: "problem"; where: string; reason: string };

/** How a source is read. */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  since?: string | null;
}

/** A place where servers are heard of: one file in `crawler/sources/`, whose name is the id. */
export interface Source {
  readonly id: string;
  /** One line for people. */
  readonly says: string;
  /** What stands after the colon in `id:ARGUMENT`, in capitals; null for a source that takes none. */
  readonly argument: string | null;
  /** Whether the argument may be left out. */
  readonly optional?: boolean;
  /** Whether it can be asked for what changed since a time, deletions included. */
  readonly tellsChanges?: boolean;
  /**
   * What tells the place that an argument names from others of this kind, without secrets; null for the usual place. What
   * one place says of its servers, that they are deleted there above all, says nothing of another's. Without it all places
   * are one.
   */
  placeOf?(argument: string | null): string | null;
  /**
   * Reads it through, row by row; with `since` (ISO 8601), where it tells of changes, only what changed from then on. A row
   * that cannot be used is a `problem`, never an error; a source that cannot be read at all throws a `SourceError`.
   */
  read(argument: string | null, options?: ReadOptions): AsyncIterable<Found>;
}

/** A source that is not known or cannot be read; the message is for the person who named it. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
