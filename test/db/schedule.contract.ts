import assert from "node:assert/strict";
import { test } from "node:test";
import { beginRun, endRun, keepRun, lastRun, RUN_LEASE_MS } from "../../db/queries/schedule.ts";
import { minute } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

const KIND = "crawl starter";
const NOW = new Date(minute(0));
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const nobody = (): boolean => false;

/** What every database does with scheduled runs. */
export const scheduleContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("of all that want a run at the same moment one gets it, and nobody makes it again", async (t) => {
    const db = await temporaryDatabase(t);
    const want = (taker: string, plannedAt = minute(0), now = NOW) =>
      beginRun(db, { kind: KIND, plannedAt, taker }, nobody, now);
    assert.equal(await lastRun(db, KIND, nobody), null);
    const got = await Promise.all(["a", "b", "c"].map((taker) => want(taker)));
    assert.deepEqual(got, ["begun", "under way", "under way"]);
    assert.equal(await want("b", minute(1), after(60_000)), "under way");
    await endRun(db, KIND, "b");
    assert.equal(await want("b"), "under way");
    await endRun(db, KIND, "a");
    assert.equal(await want("b"), "made");
    assert.equal(await want("b", minute(1), after(60_000)), "begun");
    assert.deepEqual(await lastRun(db, KIND, nobody, after(60_000)), { plannedAt: minute(1), broken: false });
    const other = { kind: "crawl records:a.json", plannedAt: minute(0), taker: "c" };
    assert.equal(await beginRun(db, other, nobody, NOW), "begun");
  });

  test("a run whose taker has ended, or is not heard of any more, is made again", async (t) => {
    const db = await temporaryDatabase(t);
    const want = (taker: string, hasEnded: (taker: string) => boolean, now: Date) =>
      beginRun(db, { kind: KIND, plannedAt: minute(0), taker }, hasEnded, now);
    const isA = (taker: string): boolean => taker === "a";
    assert.equal(await want("a", nobody, NOW), "begun");
    assert.deepEqual(await lastRun(db, KIND, isA, NOW), { plannedAt: minute(0), broken: true });
    assert.equal(await want("b", isA, NOW), "begun");
    assert.equal(await keepRun(db, KIND, "b", after(RUN_LEASE_MS)), true);
    assert.equal(await want("c", nobody, after(RUN_LEASE_MS + 1)), "under way");
    assert.equal(await want("c", nobody, after(2 * RUN_LEASE_MS + 1)), "begun");
    assert.equal(await keepRun(db, KIND, "b", after(2 * RUN_LEASE_MS + 2)), false, "it is not b's any more");
    assert.equal(await keepRun(db, KIND, "c", after(2 * RUN_LEASE_MS + 2)), true);
    assert.equal(await want("d", nobody, NOW), "begun", "what a clock that ran ahead promised");
  });
};
