import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { and, count, eq, isNotNull } from "drizzle-orm";
import { type Db, reading } from "../../../db/database.ts";
import { closeDatabase, openDatabase } from "../../../db/open.ts";
import { catalogueCounts, readServer, readToolPage } from "../../../db/queries/catalogue.ts";
import { jobKey } from "../../../db/queries/jobs.ts";
import { attempts, items, jobs, servers } from "../../../db/schema.ts";
import { randomFrom, seedOf } from "../../seeded-random.ts";
import { rowsOf, temporaryFolder } from "../temporary.ts";
import { processesWith, startCrawler, startsIn } from "./crawler-process.ts";

const SERVERS = 4;

/** Whether the job of a generation has come to its end, be its process killed just after it. */
const isOver = (db: Db, generation: number): Promise<boolean> =>
  reading(db, async () => {
    const key = jobKey([`fixtures:${generation}`, "again"]);
    const found = await db.orm
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.key, key), isNotNull(jobs.finishedAt)))
      .all();
    return found.length > 0;
  });

/** Fails unless every server has one attempt for each generation, and its tools one change for each. */
const assertExact = async (db: Db, generations: number): Promise<void> => {
  const counts = await catalogueCounts(db);
  assert.deepEqual([counts.servers, counts.byOutcome.listed, counts.tools], [SERVERS, SERVERS, 2 * SERVERS]);
  for (let n = 0; n < SERVERS; n += 1) {
    const server = await readServer(db, `kill/server-${n}`);
    assert.ok(server);
    const total = await reading(db, async () =>
      db.orm
        .select({ n: count() })
        .from(attempts)
        .innerJoin(servers, eq(servers.id, attempts.serverId))
        .where(eq(servers.name, server.name))
        .get(),
    );
    assert.equal(total?.n, generations, `attempts of ${server.name}`);
    const changes = await readToolPage(db, server.slug, "changes");
    assert.deepEqual(
      changes?.history.map((span) => span.definition.description),
      Array.from({ length: generations }, (_, at) => `${server.name} as of ${at}`),
    );
    assert.equal((await readToolPage(db, server.slug, "stays"))?.history.length, 1);
  }
  assert.equal(await rowsOf(db, items), 0, "items left over");
};

/** Crawls one generation after the other, and kills each crawl at a random moment of its time until `kills` have fallen. */
export const killMany = async (t: TestContext, kills: number, database?: string): Promise<void> => {
  const random = randomFrom(seedOf(t));
  const home = temporaryFolder(t);
  const start = () => startCrawler(home, SERVERS, { database });
  // The kills fall evenly into the time that a crawl takes from its beginning to its end on this machine.
  const { ms: whole } = await start().crawl(0);
  const db = await openDatabase(home, database === undefined ? {} : { url: database });
  // One is started ahead, since most of the time is the start of a process.
  let next = start();
  try {
    let fallen = 0;
    let generation = 1;
    let inGeneration = 0;
    while (fallen < kills) {
      const crawler = next;
      next = start();
      // Ever later in one generation: on a machine that has become slower none would come to its end.
      const ms = random() * whole * (1 + inGeneration / 5);
      if ((await crawler.crawl(generation, ms)).killed) {
        fallen += 1;
        inGeneration += 1;
      }
      if (!(await isOver(db, generation))) continue;
      generation += 1;
      inGeneration = 0;
      await assertExact(db, generation);
    }
    await next.crawl(generation);
    await assertExact(db, generation + 1);
    const finished = SERVERS * (generation + 1);
    const repeated = startsIn(home).length - finished;
    // Each killed crawl had at most four servers in flight.
    assert.ok(repeated >= 0 && repeated <= 4 * fallen, `${repeated} repeated, ${finished} attempts, ${fallen} kills`);
    assert.equal(processesWith(home), 0, "servers that outlived their crawl");
    t.diagnostic(`${fallen} kills, ${finished} attempts, ${repeated} repeated`);
  } finally {
    await next.stop();
    await closeDatabase(db);
  }
};
