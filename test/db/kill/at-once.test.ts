import assert from "node:assert/strict";
import { test } from "node:test";
import { closeDatabase, openDatabase } from "../../../db/open.ts";
import { catalogueCounts } from "../../../db/queries/catalogue.ts";
import { attempts, items } from "../../../db/schema.ts";
import { rowsOf, temporaryFolder } from "../temporary.ts";
import { startCrawler, startsIn } from "./crawler-process.ts";

const SERVERS = 24;

test("crawls of the same sources at once on one file look at each server once, whichever ends first", async (t) => {
  const home = temporaryFolder(t);
  // Each generation begins one after the other by a little more, so that some come when the first has closed the job.
  const crawls = [0, 0, 150, 400, 900].map(async (ms) => {
    const crawler = startCrawler(home, SERVERS, { again: false });
    await new Promise((resolve) => setTimeout(resolve, ms));
    return crawler.crawl(1);
  });
  await Promise.all(crawls);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  assert.equal(startsIn(home).length, SERVERS, "a server was started twice");
  assert.equal((await catalogueCounts(db)).byOutcome.listed, SERVERS);
  assert.deepEqual([await rowsOf(db, attempts), await rowsOf(db, items)], [SERVERS, 0]);
});

test("crawls of different sources at once on one file do not hinder each other", async (t) => {
  const home = temporaryFolder(t);
  await Promise.all([1, 2, 3].map((generation) => startCrawler(home, SERVERS).crawl(generation)));
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  assert.equal((await catalogueCounts(db)).tools, 2 * SERVERS);
  assert.deepEqual([await rowsOf(db, attempts), await rowsOf(db, items)], [3 * SERVERS, 0]);
});
