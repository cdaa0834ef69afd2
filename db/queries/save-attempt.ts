import { hash } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import { batchesOf, bySize, placeOf, valuesOf } from "../batches.ts";
import { type Db, type Orm, writing } from "../database.ts";
import { lookAgain } from "../look-again.ts";
import { isSettled, reachKey } from "../reach-key.ts";
import type { Attempt, AttemptResult } from "../records/attempt.ts";
import { canonicalJson, fingerprintOf } from "../records/definition.ts";
import { originOf } from "../records/origin.ts";
import type { ServerRecord } from "../records/server.ts";
import { attempts, attemptTools, definitions, packages, remotes, serverSources, servers } from "../schema.ts";
import { siblingsHash } from "../siblings.ts";
import { freeSlug } from "../slug.ts";
import { mergeListing, type SeenTool } from "../tool-history.ts";
import { keepIdentities } from "./known-elsewhere.ts";

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
    .select({
      id: servers.id,
      latestAttemptId: servers.latestAttemptId,
      listingId: servers.listingId,
      listingHash: servers.listingHash,
      failures: servers.failures,
      lookEveryMs: servers.lookEveryMs,
      reachKey: servers.reachKey,
      dueAt: servers.dueAt,
    })
    .from(servers)
    .where(eq(servers.name, sql.param(sql.placeholder("name"), servers.name)))
    .prepare();
const findSlug = (orm: Orm) =>
  orm
    .select({ id: servers.id })
    .from(servers)
    .where(eq(servers.slug, sql.placeholder("slug")))
    .prepare();
const keepDefinitions = bySize((orm: Orm, size) =>
  orm
    .insert(definitions)
    .values(
      Array.from({ length: size }, (_, n) => ({
        fingerprint: sql.placeholder(placeOf("fingerprint", n)),
        raw: sql.placeholder(placeOf("raw", n)),
      })),
    )
    .onConflictDoNothing()
    .returning({ fingerprint: definitions.fingerprint })
    .prepare(),
);
const definitionsOf = bySize((orm: Orm, size) =>
  orm
    .select({ fingerprint: definitions.fingerprint, raw: definitions.raw })
    .from(definitions)
    .where(
      inArray(
        definitions.fingerprint,
        Array.from({ length: size }, (_, n) => sql.placeholder(placeOf("fingerprint", n))),
      ),
    )
    .prepare(),
);

/**
 * Whether `startedAt` lies before the attempt `id`, so that what it saw is out of date. An attempt in the future comes
 * from a clock that was wrong: it must not hold back all that follows.
 */
const isLate = async (db: Db, startedAt: string, id: number | null): Promise<boolean> => {
  const known = id === null ? undefined : await db.prepared(startOf).get({ id });
  return known !== undefined && startedAt < known.startedAt && known.startedAt <= new Date().toISOString();
};

const insertServer = async (db: Db, record: ServerRecord, at: string): Promise<number> => {
  const isTaken = async (slug: string) => (await db.prepared(findSlug).get({ slug })) !== undefined;
  const slug = await freeSlug(record.name, record.name, isTaken);
  const row = await db.orm
    .insert(servers)
    .values({ name: record.name, slug, record, firstSeenAt: at })
    .returning({ id: servers.id })
    .get();
  return row.id;
};

const describeServer = async (db: Db, serverId: number, record: ServerRecord): Promise<void> => {
  await db.orm
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

/**
 * Notes where the server was heard of, and every package and remote that the record names or the attempt used. Nothing
 * here rests on a unique index, since PostgreSQL has none for texts as long as a record may give.
 */
const savePlaces = async (
  db: Db,
  serverId: number,
  record: ServerRecord,
  attempt: Attempt,
  at: string,
): Promise<void> => {
  const seen = { serverId, firstSeenAt: at, lastSeenAt: at };
  // Whichever is later, since an attempt may arrive late.
  const later = sql`case when last_seen_at > ${at} then last_seen_at else ${at} end`;
  await db.orm
    .insert(serverSources)
    .values({ ...seen, source: attempt.source })
    .onConflictDoNothing()
    .run();
  await db.orm
    .update(serverSources)
    .set({ lastSeenAt: later })
    .where(and(eq(serverSources.serverId, serverId), eq(serverSources.source, attempt.source)))
    .run();
  const { registryType, identifier, version, integrity } = attempt;
  const ran = registryType !== null && identifier !== null ? [{ registryType, identifier, version, integrity }] : [];
  for (const pkg of [...(record.packages ?? []).map((named) => ({ ...named, integrity: null })), ...ran]) {
    const identity = { registryType: pkg.registryType, identifier: pkg.identifier, version: pkg.version ?? "" };
    const row = await db.orm
      .update(packages)
      .set({ lastSeenAt: later, ...(pkg.integrity === null ? {} : { integrity: pkg.integrity }) })
      .where(
        and(
          eq(packages.serverId, serverId),
          eq(packages.registryType, identity.registryType),
          eq(packages.identifier, identity.identifier),
          eq(packages.version, identity.version),
        ),
      )
      .returning({ id: packages.id })
      .get();
    if (row) continue;
    await db.orm
      .insert(packages)
      .values({ ...seen, ...identity, integrity: pkg.integrity })
      .run();
  }
  for (const { type, url } of record.remotes ?? []) {
    const row = await db.orm
      .update(remotes)
      .set({ lastSeenAt: later })
      .where(and(eq(remotes.serverId, serverId), eq(remotes.url, url), eq(remotes.type, type)))
      .returning({ id: remotes.id })
      .get();
    if (row) continue;
    await db.orm
      .insert(remotes)
      .values({ ...seen, type, url })
      .run();
  }
};

/** Stores each definition once; `sentAs` is the raw text where it differs from the stored one in the order of its keys. */
const saveDefinitions = async (db: Db, seen: SeenTool[]): Promise<void> => {
  const stored = new Map<string, string>();
  for (const { fingerprint, raw } of seen) if (!stored.has(fingerprint)) stored.set(fingerprint, raw);
  const own = [...stored].map(([fingerprint, raw]) => ({ fingerprint, raw }));
  const known = new Set(stored.keys());
  for (const batch of batchesOf(own)) {
    const kept = await db.prepared(keepDefinitions(batch.length)).all(valuesOf(batch));
    for (const { fingerprint } of kept) known.delete(fingerprint);
  }
  for (const batch of batchesOf([...known].map((fingerprint) => ({ fingerprint })))) {
    const rows = await db.prepared(definitionsOf(batch.length)).all(valuesOf(batch));
    for (const { fingerprint, raw } of rows) stored.set(fingerprint, raw);
  }
  for (const tool of seen) if (stored.get(tool.fingerprint) !== tool.raw) tool.sentAs = tool.raw;
};

/** What a caller may save of one attempt. */
export interface AttemptToSave extends AttemptResult {
  /** What made the server list, to be tried first the next time; kept until another one does. */
  startPlan?: unknown;
}

interface Known {
  listingHash: string | null;
  failures: number;
  lookEveryMs: number | null;
  reachKey: string | null;
  dueAt: string | null;
}

/** Makes the attempt the server's latest, and says when to look again. */
const makeLatest = async (
  db: Db,
  ids: { serverId: number; attemptId: number },
  record: ServerRecord,
  { attempt, startPlan }: AttemptToSave,
  listingHash: string,
  known: Known | undefined,
): Promise<void> => {
  const { server, outcome, startedAt } = attempt;
  const failures = outcome === "listed" ? 0 : (known?.failures ?? 0) + 1;
  const changed = known?.listingHash !== listingHash;
  const lookEveryMs = known?.lookEveryMs ?? null;
  const key = reachKey(record);
  // A failure of what was listed before from the same pinned content takes nothing back.
  const wasSettled = known !== undefined && known.reachKey === key && known.dueAt === null;
  const settled = isSettled(record, attempt) || wasSettled;
  await db.orm
    .update(servers)
    .set({
      latestAttemptId: ids.attemptId,
      reachKey: key,
      failures,
      ...lookAgain({
        server,
        outcome,
        startedAt,
        failures,
        settled,
        changed,
        lookEveryMs,
        ttlMs: attempt.ttlMs ?? null,
      }),
      ...(startPlan === undefined || startPlan === null ? {} : { startPlan }),
    })
    .where(eq(servers.id, ids.serverId))
    .run();
};

/**
 * Saves one attempt inside a transaction that writes; see `saveAttempt`. The errors of its arguments are thrown before
 * anything is written.
 */
export const storeAttempt = async (db: Db, record: ServerRecord, result: AttemptToSave): Promise<void> => {
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
  const fingerprints = seen.map((tool) => tool.fingerprint);
  const key = hash("sha256", canonicalJson({ attempt, tools: fingerprints }));
  const startedAt = new Date(attempt.startedAt).toISOString();
  const { server: _, ...fields } = attempt;

  if (await db.prepared(findAttempt).get({ key })) return;
  const known = await db.prepared(findServer).get({ name: record.name });
  const serverId = known?.id ?? (await insertServer(db, record, startedAt));
  const late = await isLate(db, startedAt, known?.latestAttemptId ?? null);
  if (!late) await describeServer(db, serverId, record);
  await savePlaces(db, serverId, record, attempt, startedAt);
  await keepIdentities(db, serverId, record);
  const { id: attemptId } = await db.orm
    .insert(attempts)
    .values({ ...fields, serverId, key, startedAt, origin: originOf(record) })
    .returning({ id: attempts.id })
    .get();
  await saveDefinitions(db, seen);
  if (!late) await makeLatest(db, { serverId, attemptId }, record, result, siblingsHash(fingerprints), known);
  if (attempt.outcome === "listed" && !(await isLate(db, startedAt, known?.listingId ?? null))) {
    await mergeListing(db, { serverId, attemptId, at: startedAt, seen });
  } else {
    for (const [position, { fingerprint }] of seen.entries()) {
      await db.orm.insert(attemptTools).values({ attemptId, position, fingerprint }).run();
    }
  }
};

/**
 * Saves one attempt to list the tools of `record`'s server, whole or not at all: the server, its packages and remotes,
 * the attempt, the definitions, and, for a complete listing, the history of its tools. Saving the same again changes
 * nothing. Any other outcome adds an attempt and only lets `lastSeenAt` age. An attempt that is older than the latest
 * one is kept but changes no current state. Throws a `DatabaseError`, a `TypeError` when `attempt.server` is not
 * `record.name`, and a `RangeError` for a definition deeper than `MAX_DEPTH`.
 */
export const saveAttempt = (db: Db, record: ServerRecord, result: AttemptToSave): Promise<void> =>
  writing(db, () => storeAttempt(db, record, result));
