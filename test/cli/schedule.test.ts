import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import {
  kindOfCrawl,
  parseSchedule,
  runSchedule,
  type ScheduleSettings,
} from "../../cli/commands/scheduling/run-schedule.ts";
import { closeDatabase, type Db, databaseFile, openDatabase } from "../../db/open.ts";
import { beginRun, lastRun } from "../../db/queries/schedule.ts";
import { belowFrom, seedOf } from "../seeded-random.ts";
import { runCli } from "./run-cli.ts";

const folder = (t: TestContext): string => {
  const path = mkdtempSync(join(tmpdir(), "toolrisk-schedule-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
};
const database = async (t: TestContext): Promise<Db> => {
  const db = await openDatabase(folder(t));
  t.after(() => closeDatabase(db));
  return db;
};

/** Runs a schedule on a clock that goes by sleeping alone, from `start` to `end`, and gives the times of its runs. */
const runsOf = async (
  db: Db,
  start: string,
  end: string,
  more: Partial<ScheduleSettings> & { takesMs?: number } = {},
) => {
  const stop = new AbortController();
  const clock = { now: Date.parse(start) };
  const runs: string[] = [];
  const said: string[] = [];
  const { takesMs = 1_000, ...settings } = more;
  const pass = (ms: number): void => {
    clock.now += ms;
    if (clock.now >= Date.parse(end)) stop.abort();
  };
  await runSchedule(db, {
    kind: "crawl starter",
    expressions: ["0 3 * * *"],
    timeZone: "UTC",
    missed: "once",
    signal: stop.signal,
    now: () => new Date(clock.now),
    sleep: async (ms) => pass(ms),
    say: (text) => said.push(text),
    run: async (plannedAt) => {
      runs.push(plannedAt.toISOString());
      pass(takesMs);
    },
    ...settings,
  });
  return { runs, said };
};

test("a crawl has one name in whatever order its sources are told, which says nothing of them", () => {
  const secret = "records:https://example.com/list.json?token=canary-word";
  const kind = kindOfCrawl(["starter", secret]);
  assert.equal(kind, kindOfCrawl([secret, "starter"]));
  assert.notEqual(kind, kindOfCrawl([`starter ${secret}`]));
  assert.match(kind, /^crawl [0-9a-f]{64}$/);
});

test("runs are made when they are due, in the time zone, and on both sides of its change", async (t) => {
  const db = await database(t);
  const berlin = { timeZone: "Europe/Berlin" };
  const { runs } = await runsOf(db, "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z", berlin);
  assert.deepEqual(runs, ["2026-03-28T02:00:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-30T01:00:00.000Z"]);
});

test("what was due while nothing ran is made once, or not at all", async (t) => {
  const db = await database(t);
  await runsOf(db, "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z");
  const skipped = await runsOf(db, "2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z", { missed: "skip" });
  assert.deepEqual(skipped.runs, []);
  const once = await runsOf(db, "2026-01-05T10:00:00Z", "2026-01-06T12:00:00Z");
  assert.deepEqual(once.runs, ["2026-01-05T03:00:00.000Z", "2026-01-06T03:00:00.000Z"]);
  const first = await runsOf(await database(t), "2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z");
  assert.deepEqual(first.runs, [], "nothing was missed before the first start");
});

test("the latest run that was due is the last of all that came one after the other, in any zone", (t) => {
  const whole = belowFrom(seedOf(t));
  const EXPRESSIONS = [
    () => `${whole(60)} ${whole(60)} ${whole(24)} * * *`,
    () => `${whole(60)} ${whole(24)} * * ${whole(7)}`,
    () => `*/${5 + whole(55)} ${whole(24)}-23 * * *`,
    () => `*/${5 + whole(30)} * * * *`,
    () => `${whole(60)} ${whole(4)},${4 + whole(8)} ${1 + whole(28)} * *`,
  ];
  const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
  // The clocks of these zones change in the weeks around.
  const CHANGES = ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z", "2026-04-04T15:00:00Z"];
  let found = 0;
  for (let n = 0; n < 100; n += 1) {
    const expressions = Array.from({ length: 1 + whole(2) }, () => EXPRESSIONS[whole(EXPRESSIONS.length)]?.() ?? "");
    const zone = ZONES[whole(ZONES.length)] ?? "UTC";
    const from = new Date(Date.parse(CHANGES[whole(CHANGES.length)] ?? "") - whole(40 * 3_600_000));
    const to = new Date(from.getTime() + whole(80 * 3_600_000));
    const due = parseSchedule(expressions, zone);
    let last: Date | null = null;
    for (let at = due.next(from); at && at <= to; at = due.next(at)) last = at;
    const shown = `${expressions.join(" and ")} in ${zone} from ${from.toISOString()} to ${to.toISOString()}`;
    assert.deepEqual(due.latest(from, to), last, shown);
    if (last) assert.deepEqual([due.latest(from, last), due.latest(last, last)], [last, null], shown);
    if (last) found += 1;
  }
  assert.ok(found > 30, `only ${found} had one`);
  const never = parseSchedule(["0 0 31 2 *"], "UTC");
  assert.deepEqual([never.latest(new Date(0), new Date()), never.next(new Date())], [null, null]);
});

test("what was due every second of years costs one look, and the latest of them is made", async (t) => {
  const db = await database(t);
  const everySecond = { expressions: ["* * * * * *"], takesMs: 10_000 };
  await runsOf(db, "2023-01-01T00:00:00.500Z", "2023-01-01T00:00:02.500Z", everySecond);
  // One step for each time that was due would be a hundred million.
  const { runs } = await runsOf(db, "2026-01-05T00:00:00.500Z", "2026-01-05T00:00:11Z", everySecond);
  assert.deepEqual(runs, ["2026-01-05T00:00:00.000Z"]);
});

test("a run that takes longer than the time to the next leaves those out, and one that fails does not end it", async (t) => {
  const db = await database(t);
  const hourly = { expressions: ["0 * * * *"], takesMs: 150 * 60_000 };
  const { runs } = await runsOf(db, "2026-01-01T00:30:00Z", "2026-01-01T07:30:00Z", hourly);
  assert.deepEqual(runs, ["2026-01-01T01:00:00.000Z", "2026-01-01T04:00:00.000Z", "2026-01-01T07:00:00.000Z"]);
  let tries = 0;
  const run = async () => {
    tries += 1;
    throw new Error("the disk is full");
  };
  const { said } = await runsOf(db, "2026-01-02T00:00:00Z", "2026-01-03T12:00:00Z", { run, missed: "skip" });
  assert.equal(tries, 2);
  assert.ok(said.includes("failed: the disk is full"));
});

test("two schedulers of one kind make each run once, and one that was broken off is made again", async (t) => {
  const db = await database(t);
  const [one, other] = await Promise.all([
    runsOf(db, "2026-01-01T00:00:00Z", "2026-01-04T12:00:00Z"),
    runsOf(db, "2026-01-01T00:00:00Z", "2026-01-04T12:00:00Z"),
  ]);
  const runs = [...one.runs, ...other.runs].sort();
  assert.deepEqual(
    runs,
    [1, 2, 3, 4].map((day) => `2026-01-0${day}T03:00:00.000Z`),
  );
  const broken = { kind: "crawl starter", plannedAt: "2026-01-05T03:00:00.000Z", taker: "elsewhere/1/x" };
  await beginRun(db, broken, () => false, new Date("2026-01-05T03:00:00Z"));
  const again = await runsOf(db, "2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z");
  assert.deepEqual(again.runs, ["2026-01-05T03:00:00.000Z"]);
});

test("a clock that is put back or forward loses no run and makes none twice", async (t) => {
  const db = await database(t);
  await runsOf(db, "2026-01-03T00:00:00Z", "2026-01-03T12:00:00Z");
  // The clock was ahead and is put right: what it made then is not made again, what comes after it is.
  const back = await runsOf(db, "2026-01-01T00:00:00Z", "2026-01-04T12:00:00Z");
  assert.deepEqual(back.runs, ["2026-01-04T03:00:00.000Z"]);
  const forward = await runsOf(db, "2026-02-01T00:00:00Z", "2026-02-01T01:00:00Z");
  assert.deepEqual(forward.runs, ["2026-01-31T03:00:00.000Z"]);
});

test("a clock that ran a year ahead does not keep runs from being made for a year", async (t) => {
  const db = await database(t);
  await runsOf(db, "2027-01-03T00:00:00Z", "2027-01-03T12:00:00Z");
  const back = await runsOf(db, "2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z");
  assert.deepEqual(back.runs, ["2026-01-01T03:00:00.000Z", "2026-01-02T03:00:00.000Z"]);
});

test("a run that another scheduler has taken meanwhile is stopped here", async (t) => {
  const db = await database(t);
  const ended: string[] = [];
  const run = async (_: Date, signal: AbortSignal) => {
    // This machine slept for so long that its time of grace is over.
    const late = new Date("2026-01-01T03:10:00Z");
    const planned = { kind: "crawl starter", plannedAt: "2026-01-01T03:00:00.000Z", taker: "elsewhere/1/x" };
    assert.equal(await beginRun(db, planned, () => false, late), "begun");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    ended.push(String(signal.reason));
  };
  const { said } = await runsOf(db, "2026-01-01T02:59:00Z", "2026-01-01T03:00:30Z", { run, keepMs: 5 });
  assert.deepEqual(ended, ["Error: another scheduler has taken the run"]);
  assert.match(said.join("\n"), /another scheduler has taken it: stopping it here/);
  const now = new Date("2026-01-01T03:10:01Z");
  assert.deepEqual(await lastRun(db, "crawl starter", () => false, now), {
    plannedAt: "2026-01-01T03:00:00.000Z",
    broken: false,
  });
});

test("a run that is due while the database does not answer is made when it does", async (t) => {
  const home = folder(t);
  const db = await openDatabase(home, { busyTimeoutMs: 20 });
  t.after(() => closeDatabase(db));
  const other = new DatabaseSync(databaseFile(home));
  t.after(() => other.close());
  const stop = new AbortController();
  const clock = { now: Date.parse("2026-01-01T02:59:50Z") };
  const runs: string[] = [];
  const said: string[] = [];
  let sleeps = 0;
  await runSchedule(db, {
    kind: "crawl starter",
    expressions: ["0 3 * * *"],
    timeZone: "UTC",
    missed: "once",
    signal: stop.signal,
    now: () => new Date(clock.now),
    sleep: async (ms) => {
      clock.now += ms;
      sleeps += 1;
      if (sleeps === 1) other.exec("begin immediate");
      if (sleeps === 3) other.exec("rollback");
      if (sleeps === 6) stop.abort();
    },
    say: (text) => said.push(text),
    run: async (plannedAt) => {
      runs.push(plannedAt.toISOString());
    },
  });
  assert.deepEqual(runs, ["2026-01-01T03:00:00.000Z"]);
  assert.equal(said.filter((text) => /failed: .*database is locked: another process holds it/.test(text)).length, 2);
});

test("what is no cron expression or time zone is said", async (t) => {
  assert.throws(() => parseSchedule(["61 * * * *"], "UTC"), /"61 \* \* \* \*" is no cron expression/);
  assert.throws(() => parseSchedule(["0 3 * * *"], "Mars/Base"), /Mars\/Base is no time zone/);
  const result = await runCli(["schedule", "--cron", "never", "--source", "starter"], { home: folder(t) });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /"never" is no cron expression/);
});
