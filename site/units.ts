import type { ServerId } from "../db/queries/catalogue.ts";
import type { Manifest } from "./manifest.ts";

/** A run of servers that follow each other in the catalogue, as one thread takes them. */
export type Unit = {
  at: number;
  /** At least one. */
  servers: readonly ServerId[];
  /** The pages that are there already, with their keys, by the slugs of the servers. */
  known: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

/**
 * Rows of servers that one unit has at most, whether they are in the catalogue or not: where units begin must not move
 * when a server comes or goes, as what is known of those after it could not be used again. Few, since one change makes a
 * whole unit anew.
 */
const ROWS = 16;
/** Documents of the search past which a unit is cut within its rows. */
const MOST_DOCUMENTS = 1_000;

/** The pages of servers and tools among `known`, by the slugs of the servers. */
const byServer = (known: Manifest): Map<string, Map<string, string>> => {
  const pages = new Map<string, Map<string, string>>();
  for (const [path, key] of known) {
    const [, kind, slug = ""] = path.split("/");
    if (kind !== "servers" && kind !== "tools") continue;
    const its = pages.get(slug) ?? new Map<string, string>();
    pages.set(slug, its.set(path, key));
  }
  return pages;
};

/** Cuts the catalogue into units, which follow each other in it. */
export function* unitsOf(servers: readonly ServerId[], known: Manifest): Generator<Unit> {
  const pages = byServer(known);
  const unitOf = (at: number, own: readonly ServerId[]): Unit => {
    const its = new Map<string, ReadonlyMap<string, string>>();
    for (const { slug } of own) {
      const there = pages.get(slug);
      if (there) its.set(slug, there);
    }
    return { at, servers: own, known: its };
  };
  let at = 0;
  let own: ServerId[] = [];
  let documents = 0;
  for (const server of servers) {
    const [first] = own;
    const full = documents >= MOST_DOCUMENTS;
    if (first && (full || Math.floor(first.id / ROWS) !== Math.floor(server.id / ROWS))) {
      yield unitOf(at++, own);
      own = [];
      documents = 0;
    }
    own.push(server);
    documents += 1 + server.judged;
  }
  if (own.length > 0) yield unitOf(at, own);
}
