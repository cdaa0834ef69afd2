import { and, eq } from "drizzle-orm";
import { type Db, reading, writing } from "../database.ts";
import { schedules } from "../schema.ts";

/** Milliseconds that a run counts as under way, unless its taker says that it lives: see `keepRun`. */
export const RUN_LEASE_MS = 120_000;

/** A clock that is put back by no more than this makes no run twice; by more, it does not keep runs from being made, in ms. */
const MOST_AHEAD_MS = 7 * 86_400_000;

const until = (now: Date): string => new Date(now.getTime() + RUN_LEASE_MS).toISOString();

/** Why a run may not begin: another one of its kind is under way, or it was made already. */
export type Begun = "begun" | "under way" | "made";

/** The latest run of a kind. */
export interface LastRun {
  /** When it was due, ISO 8601. */
  plannedAt: string;
  /** Its taker has not ended it and can no longer be at it. */
  broken: boolean;
}

type Ended = (taker: string) => boolean;

/** A date further away than anybody keeps a run was written by a clock that ran ahead. */
const isUnderWay = (run: { takenBy: string | null; takenUntil: string | null }, hasEnded: Ended, now: Date): boolean =>
  run.takenBy !== null &&
  run.takenUntil !== null &&
  run.takenUntil > now.toISOString() &&
  run.takenUntil <= new Date(now.getTime() + 2 * RUN_LEASE_MS).toISOString() &&
  !hasEnded(run.takenBy);

/** The latest run of a kind, or null. `hasEnded` says of a taker that it has surely ended. */
export const lastRun = async (
  db: Db,
  kind: string,
  hasEnded: Ended,
  now: Date = new Date(),
): Promise<LastRun | null> => {
  const row = await reading(db, async () => db.orm.select().from(schedules).where(eq(schedules.kind, kind)).get());
  if (!row) return null;
  return { plannedAt: row.plannedAt, broken: row.takenBy !== null && !isUnderWay(row, hasEnded, now) };
};

/**
 * Takes the run of `kind` that was due at `plannedAt`, for `taker` alone, whatever other process wants it at the same
 * moment.
 */
export const beginRun = (
  db: Db,
  { kind, plannedAt, taker }: { kind: string; plannedAt: string; taker: string },
  hasEnded: Ended,
  now: Date = new Date(),
): Promise<Begun> =>
  writing(db, async () => {
    const last = await db.orm.select().from(schedules).where(eq(schedules.kind, kind)).get();
    if (last && isUnderWay(last, hasEnded, now)) return "under way";
    // A run that its taker did not end is made again; what it did is kept, so that it goes on. One of the far future was
    // noted by a clock that ran ahead, and must not stand for all runs until then.
    const ahead = new Date(now.getTime() + MOST_AHEAD_MS).toISOString();
    if (last && last.plannedAt >= plannedAt && last.plannedAt <= ahead && last.takenBy === null) return "made";
    const run = { plannedAt, startedAt: now.toISOString(), takenBy: taker, takenUntil: until(now) };
    await db.orm
      .insert(schedules)
      .values({ kind, ...run })
      .onConflictDoUpdate({ target: schedules.kind, set: run })
      .run();
    return "begun";
  });

const mine = (kind: string, taker: string) => and(eq(schedules.kind, kind), eq(schedules.takenBy, taker));

/**
 * Says that the run is still under way. False when it is not `taker`'s any more: it was silent for so long (a machine that
 * slept) that another one has taken it, and must stop.
 */
export const keepRun = (db: Db, kind: string, taker: string, now: Date = new Date()): Promise<boolean> =>
  writing(db, async () => {
    const row = await db.orm
      .update(schedules)
      .set({ takenUntil: until(now) })
      .where(mine(kind, taker))
      .returning({ kind: schedules.kind })
      .get();
    return row !== undefined;
  });

/** Ends the run, so that the next one may begin. */
export const endRun = (db: Db, kind: string, taker: string): Promise<void> =>
  writing(db, async () => {
    await db.orm.update(schedules).set({ takenBy: null, takenUntil: null }).where(mine(kind, taker)).run();
  });
