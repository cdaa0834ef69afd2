import { hash } from "node:crypto";
import { and, asc, count, eq, gt, gte, inArray, isNull, lt, ne, or, sql } from "drizzle-orm";
import { batchesOf } from "../batches.ts";
import { type Db, reading, writing } from "../database.ts";
import { canonicalJson } from "../records/definition.ts";
import type { ServerRecord } from "../records/server.ts";
import { type ItemState, items, jobs, servers } from "../schema.ts";
import { type AttemptToSave, storeAttempt } from "./save-attempt.ts";

/*
 * A crawl is a job of items. An item is taken for a while by one process, and done in the transaction that saves its
 * attempt; so whatever ends a process, no finished item is lost and none is finished twice.
 */

/** A crawl that goes on until all of its items are done. */
export interface Job {
  id: number;
  /** Whether an earlier run began it and did not come to its end. */
  resumed: boolean;
}

/** One server to look at, as its taker gets it. */
export interface Item {
  id: number;
  /** `itemKey` of its source and record. */
  key: string;
  record: ServerRecord;
}

/**
 * How often an item may be taken without coming to a result until it must be what ends the crawler. Since what was tried
 * before is taken last, such an item does not keep others from being done first.
 */
export const MOST_TRIES = 25;

/** Milliseconds that an item stays its taker's alone, unless it says that it lives: see `keepItems`. */
export const LEASE_MS = 120_000;

const until = (now: Date): string => new Date(now.getTime() + LEASE_MS).toISOString();

/** Names a job by its sources, whatever their order; what they say behind the colon may be a secret, so they are hashed. */
export const jobKey = (sources: readonly string[]): string => hash("sha256", canonicalJson([...sources].sort()));

/** The unfinished job of these sources, whatever their order, or a new one. */
export const openJob = (db: Db, sources: readonly string[], now: Date = new Date()): Promise<Job> =>
  writing(db, async () => {
    const key = jobKey(sources);
    const open = await db.orm
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.key, key), isNull(jobs.finishedAt)))
      .orderBy(asc(jobs.id))
      .get();
    if (open) return { id: open.id, resumed: true };
    const { id } = await db.orm
      .insert(jobs)
      .values({ key, sources: sources.map((source) => source.replace(/:.*/s, "")), createdAt: now.toISOString() })
      .returning({ id: jobs.id })
      .get();
    return { id, resumed: false };
  });

/** Tells a record of a source from all others of it. */
export const itemKey = (source: string, record: ServerRecord): string =>
  hash("sha256", canonicalJson({ source, record }));

/** Whether a job is closed: another process that crawled the same sources has come to its end. */
const isClosed = async (db: Db, jobId: number): Promise<boolean> => {
  const job = await db.orm.select({ finishedAt: jobs.finishedAt }).from(jobs).where(eq(jobs.id, jobId)).get();
  return !job || job.finishedAt !== null;
};

/**
 * Adds servers to look at; what the job has already, done or not, stays as it is. Returns how many were new, and null,
 * with nothing added, when another process has closed the job: what is known is newer then than what was planned by.
 */
export const addItems = (
  db: Db,
  jobId: number,
  source: string,
  records: readonly ServerRecord[],
): Promise<number | null> =>
  writing(db, async () => {
    if (await isClosed(db, jobId)) return null;
    let added = 0;
    for (const batch of batchesOf(records)) {
      const rows = await db.orm
        .insert(items)
        .values(
          batch.map((record) => ({
            jobId,
            key: itemKey(source, record),
            source,
            server: record.name,
            record,
            state: "waiting" as const,
          })),
        )
        .onConflictDoNothing()
        .returning({ id: items.id })
        .all();
      added += rows.length;
    }
    return added;
  });

/**
 * Drops what waits of a source but is not among `keys`: an unfinished job may be old, and what its source says otherwise
 * by now must not be looked at as it was.
 */
export const keepWaiting = (db: Db, jobId: number, source: string, keys: ReadonlySet<string>): Promise<void> =>
  writing(db, async () => {
    const waiting = await db.orm
      .select({ id: items.id, key: items.key })
      .from(items)
      .where(and(eq(items.jobId, jobId), eq(items.source, source), eq(items.state, "waiting")))
      .all();
    for (const { id, key } of waiting) if (!keys.has(key)) await db.orm.delete(items).where(eq(items.id, id)).run();
  });

/**
 * What `taker` may take: what waits, and what another has not kept. Its own it has in work, whatever the clock says
 * meanwhile; and a date further away than anybody keeps an item was written by a clock that ran ahead.
 */
const isFree = (taker: string, now: Date) =>
  or(
    eq(items.state, "waiting"),
    and(
      eq(items.state, "taken"),
      ne(items.takenBy, taker),
      or(
        lt(items.takenUntil, now.toISOString()),
        gt(items.takenUntil, new Date(now.getTime() + 2 * LEASE_MS).toISOString()),
      ),
    ),
  );

/**
 * Takes up to `limit` items of a source for `taker`: those that were never tried first, in the order in which they were
 * added. An item that has been taken too often without a result is dead, and is not given out again.
 */
export const takeItems = (
  db: Db,
  { jobId, source, taker, limit }: { jobId: number; source: string; taker: string; limit: number },
  now: Date = new Date(),
): Promise<Item[]> =>
  writing(db, async () => {
    const free = and(eq(items.jobId, jobId), eq(items.source, source), isFree(taker, now));
    await db.orm
      .update(items)
      .set({ state: "dead" })
      .where(and(free, gte(items.tries, MOST_TRIES)))
      .run();
    const taken = await db.orm
      .select({ id: items.id, key: items.key, record: items.record })
      .from(items)
      .where(free)
      .orderBy(asc(items.tries), asc(items.id))
      .limit(limit)
      .all();
    const ids = taken.map(({ id }) => id);
    if (ids.length > 0) {
      await db.orm
        .update(items)
        .set({ state: "taken", tries: sql`${items.tries} + 1`, takenBy: taker, takenUntil: until(now) })
        .where(inArray(items.id, ids))
        .run();
    }
    return taken;
  });

const heldBy = (jobId: number, taker: string) =>
  and(eq(items.jobId, jobId), eq(items.state, "taken"), eq(items.takenBy, taker));

/** Says that `taker` lives: what it has taken stays its own for another `LEASE_MS`. */
export const keepItems = (db: Db, jobId: number, taker: string, now: Date = new Date()): Promise<void> =>
  writing(db, async () => {
    await db.orm
      .update(items)
      .set({ takenUntil: until(now) })
      .where(heldBy(jobId, taker))
      .run();
  });

/** Gives back what `taker` has not finished, as if it had never taken it. */
export const giveBack = (db: Db, jobId: number, taker: string): Promise<void> =>
  writing(db, async () => {
    await db.orm
      .update(items)
      .set({ state: "waiting", tries: sql`${items.tries} - 1`, takenBy: null, takenUntil: null })
      .where(heldBy(jobId, taker))
      .run();
  });

/** Gives back what `taker` held when it ended without a word; that counts as a try. */
export const takeAway = (db: Db, jobId: number, taker: string): Promise<void> =>
  writing(db, async () => {
    await db.orm
      .update(items)
      .set({ state: "waiting", takenBy: null, takenUntil: null })
      .where(heldBy(jobId, taker))
      .run();
  });

/** Who has taken items of the job and not finished them. */
export const takersOf = (db: Db, jobId: number): Promise<string[]> =>
  reading(db, async () => {
    const rows = await db.orm
      .selectDistinct({ taker: items.takenBy })
      .from(items)
      .where(and(eq(items.jobId, jobId), eq(items.state, "taken")))
      .all();
    return rows.map(({ taker }) => taker).filter((taker) => taker !== null);
  });

/**
 * Saves the attempt that an item came to and marks the item as done, in one transaction. False, and nothing is saved,
 * when it was done already: its taker was thought dead and another one has finished it.
 */
export const finishItem = (db: Db, itemId: number, record: ServerRecord, result: AttemptToSave): Promise<boolean> =>
  writing(db, async () => {
    const row = await db.orm
      .update(items)
      .set({ state: "done", takenBy: null, takenUntil: null })
      .where(and(eq(items.id, itemId), ne(items.state, "done")))
      .returning({ id: items.id })
      .get();
    if (!row) return false;
    await storeAttempt(db, record, result);
    return true;
  });

/**
 * Saves a finished listing that a source gave, once in a job: false when the job has it already, null when another
 * process has closed the job. `key` tells it from the others of its source.
 */
export const saveListingOnce = (
  db: Db,
  { jobId, source, key }: { jobId: number; source: string; key: string },
  record: ServerRecord,
  result: AttemptToSave,
): Promise<boolean | null> =>
  writing(db, async () => {
    if (await isClosed(db, jobId)) return null;
    const row = await db.orm
      .insert(items)
      .values({ jobId, key, source, server: record.name, record: { name: record.name }, state: "done" })
      .onConflictDoNothing()
      .returning({ id: items.id })
      .get();
    if (!row) return false;
    await storeAttempt(db, record, result);
    return true;
  });

/** The items of a job by state. */
export type JobCounts = Record<ItemState, number>;

const countItems = async (db: Db, jobId: number): Promise<JobCounts> => {
  const rows = await db.orm
    .select({ state: items.state, n: count() })
    .from(items)
    .where(eq(items.jobId, jobId))
    .groupBy(items.state)
    .all();
  const counts: JobCounts = { waiting: 0, taken: 0, done: 0, dead: 0 };
  for (const { state, n } of rows) counts[state] = n;
  return counts;
};

/** How far a job is. */
export const jobCounts = (db: Db, jobId: number): Promise<JobCounts> => reading(db, () => countItems(db, jobId));

/**
 * Closes a job of which nothing waits and nothing is taken, and drops its items, which have become attempts; dead ones
 * stay. Returns what it had; the job stays open when something is left.
 */
export const closeJob = (db: Db, jobId: number, now: Date = new Date()): Promise<JobCounts> =>
  writing(db, async () => {
    const counts = await countItems(db, jobId);
    if (counts.waiting + counts.taken > 0) return counts;
    await db.orm.update(jobs).set({ finishedAt: now.toISOString() }).where(eq(jobs.id, jobId)).run();
    await db.orm
      .delete(items)
      .where(and(eq(items.jobId, jobId), eq(items.state, "done")))
      .run();
    return counts;
  });

/** An item that is not done, as a worker needs it; null when it is done, dead or unknown. */
export const readItem = (
  db: Db,
  itemId: number,
): Promise<{ source: string; record: ServerRecord; startPlan: unknown } | null> =>
  reading(db, async () => {
    const row = await db.orm
      .select({ source: items.source, record: items.record, state: items.state, startPlan: servers.startPlan })
      .from(items)
      .leftJoin(servers, eq(servers.name, items.server))
      .where(eq(items.id, itemId))
      .get();
    return row && row.state !== "done" && row.state !== "dead" ? row : null;
  });

/** Up to 500 items that wait, by id from `after` on, to be put into a queue. */
export const waitingItems = (db: Db, jobId: number, after: number): Promise<{ id: number; record: ServerRecord }[]> =>
  reading(db, async () =>
    db.orm
      .select({ id: items.id, record: items.record })
      .from(items)
      .where(and(eq(items.jobId, jobId), eq(items.state, "waiting"), gt(items.id, after)))
      .orderBy(asc(items.id))
      .limit(500)
      .all(),
  );

/** Gives an item up, unless it is done. */
export const buryItem = (db: Db, itemId: number): Promise<void> =>
  writing(db, async () => {
    await db.orm
      .update(items)
      .set({ state: "dead" })
      .where(and(eq(items.id, itemId), ne(items.state, "done")))
      .run();
  });
