import assert from "node:assert/strict";
import { test } from "node:test";
import { listTools, readServer } from "../../db/queries/catalogue.ts";
import {
  addItems,
  closeJob,
  finishItem,
  giveBack,
  itemKey,
  jobCounts,
  keepItems,
  keepWaiting,
  LEASE_MS,
  MOST_TRIES,
  openJob,
  saveListingOnce,
  takeAway,
  takeItems,
  takersOf,
} from "../../db/queries/jobs.ts";
import { items } from "../../db/schema.ts";
import { minute, recordOf, resultOf, toolOf } from "./samples.ts";
import { rowsOf, type TemporaryDatabase } from "./temporary.ts";

const NAMES = ["one", "two", "three"];
const NOW = new Date(minute(0));
const after = (ms: number): Date => new Date(NOW.getTime() + ms);

/** What every database does with the items of a crawl. */
export const jobsContract = (temporaryDatabase: TemporaryDatabase): void => {
  const begin = async (t: Parameters<TemporaryDatabase>[0]) => {
    const db = await temporaryDatabase(t);
    const { id: jobId } = await openJob(db, ["records:a.json"], NOW);
    await addItems(
      db,
      jobId,
      "records",
      NAMES.map((name) => recordOf(name)),
    );
    const take = async (taker: string, now = NOW, limit = 1) =>
      (await takeItems(db, { jobId, source: "records", taker, limit }, now)).map(({ id, record }) => ({
        id,
        name: record.name,
      }));
    return { db, jobId, take };
  };
  const names = (taken: { name: string }[]) => taken.map(({ name }) => name);

  test("the same sources go on with their job until it is closed", async (t) => {
    const { db, jobId, take } = await begin(t);
    assert.deepEqual(await openJob(db, ["records:a.json"]), { id: jobId, resumed: true });
    assert.equal((await openJob(db, ["records:b.json"])).resumed, false);
    assert.equal(await addItems(db, jobId, "records", [recordOf("one"), recordOf("four")]), 1);
    assert.deepEqual(await closeJob(db, jobId), { waiting: 4, taken: 0, done: 0, dead: 0 });
    for (const { id, name } of await take("a", NOW, 9)) {
      assert.equal(await finishItem(db, id, recordOf(name), resultOf(name, minute(1), [toolOf("x")])), true);
    }
    assert.deepEqual(await closeJob(db, jobId), { waiting: 0, taken: 0, done: 4, dead: 0 });
    assert.equal(await rowsOf(db, items), 0);
    assert.equal((await openJob(db, ["records:a.json"])).resumed, false);
  });

  test("what an unfinished job waits for is dropped when its source says otherwise by now", async (t) => {
    const { db, jobId, take } = await begin(t);
    const [one] = await take("a");
    assert.equal(one?.name, "one");
    await keepWaiting(db, jobId, "other", new Set());
    await keepWaiting(db, jobId, "records", new Set([itemKey("records", recordOf("three"))]));
    assert.deepEqual(names(await take("b", NOW, 9)), ["three"]);
    assert.deepEqual(await jobCounts(db, jobId), { waiting: 0, taken: 2, done: 0, dead: 0 });
  });

  test("an item is one taker's alone until it is given back, not kept, or its taker has ended", async (t) => {
    const { db, jobId, take } = await begin(t);
    assert.deepEqual(names(await take("a")), ["one"]);
    assert.deepEqual(names(await take("b", NOW, 9)), ["two", "three"]);
    assert.deepEqual(await take("c"), []);
    assert.deepEqual((await takersOf(db, jobId)).sort(), ["a", "b"]);
    await giveBack(db, jobId, "b");
    assert.deepEqual(names(await take("c", NOW, 9)), ["two", "three"]);
    await takeAway(db, jobId, "a");
    assert.deepEqual(names(await take("d")), ["one"]);
    await keepItems(db, jobId, "d", after(LEASE_MS));
    assert.deepEqual(names(await take("e", after(LEASE_MS + 1), 9)), ["two", "three"]);
    assert.deepEqual(names(await take("f", after(2 * LEASE_MS + 2), 1)), ["one"]);
  });

  test("a clock that jumps neither gives a taker its own items again nor keeps those of a dead one", async (t) => {
    const { take } = await begin(t);
    const HOUR = 3_600_000;
    assert.deepEqual(names(await take("a", after(HOUR))), ["one"]);
    assert.deepEqual(names(await take("a", after(9 * HOUR))), ["two"], "put forward");
    assert.deepEqual(names(await take("a", NOW)), ["three"], "put back");
    assert.deepEqual(await take("a", NOW, 9), []);
    assert.deepEqual(names(await take("b", NOW, 9)), ["one", "two"], "what a clock that ran ahead promised");
  });

  test("a job that another process has closed takes nothing more", async (t) => {
    const { db, jobId, take } = await begin(t);
    for (const { id, name } of await take("a", NOW, 9))
      await finishItem(db, id, recordOf(name), resultOf(name, minute(1), []));
    await closeJob(db, jobId);
    assert.equal(await addItems(db, jobId, "records", [recordOf("one"), recordOf("four")]), null);
    const place = { jobId, source: "snapshots", key: "line 1" };
    assert.equal(await saveListingOnce(db, place, recordOf("saved"), resultOf("saved", minute(1), [])), null);
    assert.equal(await rowsOf(db, items), 0);
    assert.equal((await readServer(db, "one"))?.attempts.length, 1);
  });

  test("an item that two have finished is saved once", async (t) => {
    const { db, take } = await begin(t);
    const [mine] = await take("a");
    const others = await take("b", after(LEASE_MS + 1), 9);
    assert.ok(others.some(({ id }) => id === mine?.id));
    const save = (description: string, n: number) =>
      finishItem(db, mine?.id ?? 0, recordOf("one"), resultOf("one", minute(n), [toolOf("x", description)]));
    assert.equal(await save("of b", 1), true);
    assert.equal(await save("of a", 2), false);
    assert.equal((await listTools(db, "one"))[0]?.definition.description, "of b");
    assert.equal((await readServer(db, "one"))?.attempts.length, 1);
  });

  test("an item whose attempt cannot be saved is not done", async (t) => {
    const { db, jobId, take } = await begin(t);
    const [mine] = await take("a");
    await assert.rejects(finishItem(db, mine?.id ?? 0, recordOf("one"), resultOf("other", minute(1), [])), TypeError);
    assert.deepEqual(await jobCounts(db, jobId), { waiting: 2, taken: 1, done: 0, dead: 0 });
  });

  test("an item that ends each of its takers holds nobody back, and is given up in the end", async (t) => {
    const { db, jobId, take } = await begin(t);
    assert.deepEqual(names(await take("t0")), ["one"]);
    await takeAway(db, jobId, "t0");
    for (const { id, name } of await take("a", NOW, 2)) {
      assert.notEqual(name, "one");
      await finishItem(db, id, recordOf(name), resultOf(name, minute(1), []));
    }
    for (let n = 1; n < MOST_TRIES; n += 1) {
      assert.deepEqual(names(await take(`t${n}`)), ["one"]);
      await takeAway(db, jobId, `t${n}`);
    }
    assert.deepEqual(await take("a"), []);
    assert.deepEqual(await jobCounts(db, jobId), { waiting: 0, taken: 0, done: 2, dead: 1 });
  });

  test("a finished listing of a source is saved once in a job", async (t) => {
    const { db, jobId } = await begin(t);
    const place = { jobId, source: "snapshots", key: "line 1" };
    const save = (n: number) =>
      saveListingOnce(db, place, recordOf("saved"), resultOf("saved", minute(n), [toolOf("x")]));
    assert.deepEqual([await save(1), await save(2)], [true, false]);
    assert.equal((await readServer(db, "saved"))?.attempts.length, 1);
  });
};
