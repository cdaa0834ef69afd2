import { hash } from "node:crypto";
import { Cron } from "croner";
import { DatabaseError } from "../../../db/database-error.ts";
import type { Db } from "../../../db/open.ts";
import { type Begun, beginRun, endRun, keepRun, lastRun } from "../../../db/queries/schedule.ts";
import { CommandError } from "../../command.ts";
import { hasEnded, TAKER } from "../../taker.ts";

export interface ScheduleSettings {
  /** What is run: two runs of one kind are never under way at once, in any process that uses the database. */
  kind: string;
  expressions: readonly string[];
  /** An IANA time zone, such as Europe/Berlin. */
  timeZone: string;
  /** What becomes of runs that were due while no scheduler ran: one is made at once, however many they were, or none. */
  missed: "once" | "skip";
  signal: AbortSignal;
  /** `signal` fires also when the run is another scheduler's by now. */
  run: (plannedAt: Date, signal: AbortSignal) => Promise<void>;
  /** Told in one line: what comes next, what was left out, what failed. */
  say: (text: string) => void;
  now: () => Date;
  /** Resolves after so many ms, or when the signal fires. */
  sleep: (ms: number) => Promise<void>;
  /** Milliseconds after which a run says again that it is under way; for tests. */
  keepMs?: number;
}

/**
 * Names a crawl of sources for the database, the same in whatever order they are told; the address of a source may hold a
 * token, so they are hashed.
 */
export const kindOfCrawl = (sources: readonly string[]): string =>
  `crawl ${hash("sha256", JSON.stringify([...sources].sort()))}`;

/** The longest sleep: a clock that is put forward or a machine that was suspended is noticed within it. */
const LONGEST_SLEEP_MS = 30_000;
const KEEP_MS = 30_000;

/** When runs are due, by all expressions together; whatever time lies between, it costs the same. */
export interface DueTimes {
  /** The first time after `after`; null when none will ever come. */
  next(after: Date): Date | null;
  /** The latest time after `from` and not after `to`; null when there was none. */
  latest(from: Date, to: Date): Date | null;
}

/** The cron expressions in their zone. Throws a CommandError that says which is none. */
export const parseSchedule = (expressions: readonly string[], timeZone: string): DueTimes => {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (cause) {
    throw new CommandError(`${timeZone} is no time zone; it is a name such as Europe/Berlin or UTC`, 2, { cause });
  }
  const crons = expressions.map((expression) => {
    try {
      return new Cron(expression, { timezone: timeZone, paused: true });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CommandError(`"${expression}" is no cron expression: ${why}`, 2, { cause });
    }
  });
  return {
    next: (after) => {
      const next = crons.map((cron) => cron.nextRun(after)?.getTime() ?? Number.POSITIVE_INFINITY);
      const first = Math.min(...next);
      return Number.isFinite(first) ? new Date(first) : null;
    },
    latest: (from, to) => {
      // What is asked for comes before its reference, so that the reference lies a moment later.
      const reference = new Date(to.getTime() + 1);
      const before = crons.map((cron) => cron.previousRuns(1, reference)[0]?.getTime() ?? Number.NEGATIVE_INFINITY);
      const last = Math.max(...before);
      return last > from.getTime() ? new Date(last) : null;
    },
  };
};

/**
 * Makes the runs that are due, one after the other, until the signal fires or no run will ever be due. A run that takes
 * longer than the time to the next one leaves that one out. A run that fails is told of and the next one is waited for.
 */
export const runSchedule = async (db: Db, settings: ScheduleSettings): Promise<void> => {
  const { kind, signal, now, say } = settings;
  const dueTimes = parseSchedule(settings.expressions, settings.timeZone);

  /** Makes the run; false when the database does not answer, so that it is due still. */
  const make = async (plannedAt: Date): Promise<boolean> => {
    const planned = { kind, plannedAt: plannedAt.toISOString(), taker: TAKER };
    const told = (error: unknown) => say(`failed: ${error instanceof Error ? error.message : String(error)}`);
    let begun: Begun;
    try {
      begun = await beginRun(db, planned, hasEnded, now());
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      told(error);
      return false;
    }
    if (begun !== "begun") {
      say(begun === "made" ? "this run was made by another scheduler" : "left out: the run before is still under way");
      return true;
    }
    const lost = new AbortController();
    const keep = async (): Promise<void> => {
      if (await keepRun(db, kind, TAKER, now())) return;
      say("this run was silent for so long that another scheduler has taken it: stopping it here");
      lost.abort(new Error("another scheduler has taken the run"));
    };
    const keeping = setInterval(() => {
      // When the database is away for a while the run itself tells of it.
      keep().catch(() => {});
    }, settings.keepMs ?? KEEP_MS);
    try {
      await settings.run(plannedAt, AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      told(error);
    } finally {
      clearInterval(keeping);
      // When this fails too, the run counts as broken off, and is made again when its time of grace is over.
      await endRun(db, kind, TAKER).catch(told);
    }
    return true;
  };

  let from = now();
  const last = await lastRun(db, kind, hasEnded, from);
  if (settings.missed === "once" && last) {
    // A run that was broken off is due still.
    from = new Date(Date.parse(last.plannedAt) - (last.broken ? 1 : 0));
  }
  while (!signal.aborted) {
    const due = dueTimes.latest(from, now());
    if (due) {
      if (!(await make(due))) {
        await settings.sleep(LONGEST_SLEEP_MS);
        continue;
      }
      // What became due meanwhile is left out.
      from = new Date(Math.max(due.getTime(), now().getTime()));
      continue;
    }
    // A clock that was put back must not keep runs from being made until it is there again.
    if (from > now()) from = now();
    const next = dueTimes.next(from);
    if (!next) return say("no run will ever be due again");
    say(`next run at ${next.toISOString()}`);
    while (!signal.aborted && now() < next && now() >= from) {
      await settings.sleep(Math.min(LONGEST_SLEEP_MS, next.getTime() - now().getTime()));
    }
  }
};
