import { hash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Attempt, AttemptResult } from "../records/attempt.ts";
import { canonicalJson, fingerprintOf } from "../records/definition.ts";
import type { ServerRecord } from "../records/server.ts";
import { attempts, attemptTools, definitions, packages, remotes, serverSources, servers } from "../schema.ts";
import { freeSlug } from "../slug.ts";
import { type Db, type Orm, writing } from "../sqlite.ts";
import { mergeListing, type SeenTool } from "../tool-history.ts";
import { settledKey } from "./known-listings.ts";

const findAttempt = (orm: Orm) =>
  orm
    .select({ id: attempts.id })
    .from(attempts)
    .where(eq(attempts.key, sql.placeholder("key")))
    .prepare();
const startOf = (orm: Orm) =>
  orm
    .select({ startedAt: attempts.startedAt })
    .from(attempts)
    .where(eq(attempts.id, sql.placeholder("id")))
    .prepare();
/** A bare placeholder would not be encoded as its column is. */
const findServer = (orm: Orm) =>
  orm
    .select({ id: servers.id, latestAttemptId: servers.latestAttemptId, listingId: servers.listingId })
    .from(servers)
    .where(eq(servers.name, sql.param(sql.placeholder("name"), servers.name)))
    .prepare();
const findSlug = (orm: Orm) =>
  orm
    .select({ id: servers.id })
    .from(servers)
    .where(eq(servers.slug, sql.placeholder("slug")))
    .prepare();
const keepDefinition = (orm: Orm) =>
  orm
    .insert(definitions)
    .values({ fingerprint: sql.placeholder("fingerprint"), raw: sql.placeholder("raw") })
    .onConflictDoNothing()
    .prepare();
const definitionRaw = (orm: Orm) =>
  orm
    .select({ raw: definitions.raw })
    .from(definitions)
    .where(eq(definitions.fingerprint, sql.placeholder("fingerprint")))
    .prepare();

/**
 * Whether `startedAt` lies before the attempt `id`, so that what it saw is out of date. An attempt in the future comes
 * from a clock that was wrong: it must not hold back all that follows.
 */
const isLate = (db: Db, startedAt: string, id: number | null): boolean => {
  const known = id === null ? undefined : db.prepared(startOf).get({ id });
  return known !== undefined && startedAt < known.startedAt && known.startedAt <= new Date().toISOString();
};

const insertServer = (db: Db, record: ServerRecord, at: string): number => {
  const isTaken = (slug: string): boolean => db.prepared(findSlug).get({ slug }) !== undefined;
  const slug = freeSlug(record.name, record.name, isTaken);
  const row = db.orm
    .insert(servers)
    .values({ name: record.name, slug, record, firstSeenAt: at })
    .returning({ id: servers.id })
    .get();
  return row.id;
};

const describeServer = (db: Db, serverId: number, record: ServerRecord): void => {
  db.orm
    .update(servers)
    .set({
      title: record.title ?? null,
      description: record.description ?? null,
      version: record.version ?? null,
      repository: record.repository?.url ?? null,
      record,
    })
    .where(eq(servers.id, serverId))
    .run();
};

/** Notes where the server was heard of, and every package and remote that the record names or the attempt used. */
const savePlaces = (db: Db, serverId: number, record: ServerRecord, attempt: Attempt, at: string): void => {
  const seen = { serverId, firstSeenAt: at, lastSeenAt: at };
  // Whichever is later, since an attempt may arrive late.
  const later = sql`case when excluded.last_seen_at > last_seen_at then excluded.last_seen_at else last_seen_at end`;
  const set = { lastSeenAt: later };
  db.orm
    .insert(serverSources)
    .values({ ...seen, source: attempt.source })
    .onConflictDoUpdate({ target: [serverSources.serverId, serverSources.source], set })
    .run();
  const { registryType, identifier, version, integrity } = attempt;
  const ran = registryType !== null && identifier !== null ? [{ registryType, identifier, version, integrity }] : [];
  for (const pkg of [...(record.packages ?? []).map((named) => ({ ...named, integrity: null })), ...ran]) {
    db.orm
      .insert(packages)
      .values({
        ...seen,
        registryType: pkg.registryType,
        identifier: pkg.identifier,
        version: pkg.version ?? "",
        integrity: pkg.integrity,
      })
      .onConflictDoUpdate({
        target: [packages.serverId, packages.registryType, packages.identifier, packages.version],
        set: { ...set, integrity: sql`coalesce(excluded.integrity, integrity)` },
      })
      .run();
  }
  for (const { type, url } of record.remotes ?? []) {
    db.orm
      .insert(remotes)
      .values({ ...seen, type, url })
      .onConflictDoUpdate({ target: [remotes.serverId, remotes.url, remotes.type], set })
      .run();
  }
};

/** Stores each definition once; `sentAs` is the raw text where it differs from the stored one in the order of its keys. */
const saveDefinitions = (db: Db, seen: SeenTool[]): void => {
  for (const tool of seen) {
    const { fingerprint, raw } = tool;
    if (db.prepared(keepDefinition).run({ fingerprint, raw }).changes > 0) continue;
    if (db.prepared(definitionRaw).get({ fingerprint })?.raw !== raw) tool.sentAs = raw;
  }
};

/**
 * Saves one attempt to list the tools of `record`'s server, whole or not at all: the server, its packages and remotes,
 * the attempt, the definitions, and, for a complete listing, the history of its tools. Saving the same again changes
 * nothing. Any other outcome adds an attempt and only lets `lastSeenAt` age. An attempt that is older than the latest
 * one is kept but changes no current state. Throws a `DatabaseError`, a `TypeError` when `attempt.server` is not
 * `record.name`, and a `RangeError` for a definition deeper than `MAX_DEPTH`.
 */
export const saveAttempt = async (db: Db, record: ServerRecord, result: AttemptResult): Promise<void> => {
  const { attempt } = result;
  if (attempt.server !== record.name) {
    throw new TypeError(`the attempt is of ${attempt.server}, the record of ${record.name}`);
  }
  const seen = result.tools.map(
    (definition): SeenTool => ({
      name: definition.name,
      fingerprint: fingerprintOf(definition),
      raw: JSON.stringify(definition),
      sentAs: null,
    }),
  );
  const key = hash("sha256", canonicalJson({ attempt, tools: seen.map((tool) => tool.fingerprint) }));
  const startedAt = new Date(attempt.startedAt).toISOString();
  const { server: _, ...fields } = attempt;

  writing(db, () => {
    if (db.prepared(findAttempt).get({ key })) return;
    const known = db.prepared(findServer).get({ name: record.name });
    const serverId = known?.id ?? insertServer(db, record, startedAt);
    const late = isLate(db, startedAt, known?.latestAttemptId ?? null);
    if (!late) describeServer(db, serverId, record);
    savePlaces(db, serverId, record, attempt, startedAt);
    const { id } = db.orm
      .insert(attempts)
      .values({ ...fields, serverId, key, startedAt, listingKey: settledKey(record, attempt) })
      .returning({ id: attempts.id })
      .get();
    saveDefinitions(db, seen);
    if (!late) db.orm.update(servers).set({ latestAttemptId: id }).where(eq(servers.id, serverId)).run();
    if (attempt.outcome === "listed" && !isLate(db, startedAt, known?.listingId ?? null)) {
      mergeListing(db, { serverId, attemptId: id, at: startedAt, seen });
    } else {
      for (const [position, { fingerprint }] of seen.entries()) {
        db.orm.insert(attemptTools).values({ attemptId: id, position, fingerprint }).run();
      }
    }
  });
};
