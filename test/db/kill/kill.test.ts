import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { closeDatabase, openDatabase } from "../../../db/open.ts";
import { catalogueCounts, readServer, readToolPage } from "../../../db/queries/catalogue.ts";
import { items } from "../../../db/schema.ts";
import { randomFrom, seedOf } from "../samples.ts";
import { clientOf, rowsOf, temporaryFolder } from "../temporary.ts";

const SCRIPT = join(import.meta.dirname, "crawl.ts");
const KILLS = 100;
const SERVERS = 4;

/** Processes that have `text` in their command line (Linux). */
const processesWith = (text: string): number =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
    } catch {
      return false; // ended between the listing and the look
    }
  }).length;

/**
 * Starts a crawl and kills it `ms` after its beginning (null: never). Returns the milliseconds from there to its end, and
 * null when it was killed before.
 */
const crawlFor = async <Ms extends number | null>(home: string, generation: number, ms: Ms) => {
  const args = [SCRIPT, home, String(generation), String(SERVERS)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = once(child, "close");
  await Promise.race([once(child.stdout, "data"), ended]);
  const begun = performance.now();
  if (ms !== null) {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), ended]);
    child.kill("SIGKILL");
  }
  const [code, signal] = (await ended) as [number | null, string | null];
  assert.ok(code === 0 || signal === "SIGKILL", `a crawl ended with ${code ?? signal}: ${said}`);
  return (code === 0 ? performance.now() - begun : null) as Ms extends null ? number : number | null;
};

/** Whether the job of a generation has come to its end, be its process killed just after it. */
const isOver = (home: string, generation: number): boolean => {
  const db = new DatabaseSync(join(home, "toolrisk.db"));
  try {
    const job = db.prepare("select finished_at from jobs where sources = ?").get(`["fixtures:${generation}","again"]`);
    return job !== undefined && job.finished_at !== null;
  } finally {
    db.close();
  }
};

/** Fails unless every server has one attempt for each generation, and its tools one change for each. */
const assertExact = async (home: string, generations: number): Promise<void> => {
  const db = await openDatabase(home);
  try {
    const counts = await catalogueCounts(db);
    assert.deepEqual([counts.servers, counts.byOutcome.listed, counts.tools], [SERVERS, SERVERS, 2 * SERVERS]);
    for (let n = 0; n < SERVERS; n += 1) {
      const server = await readServer(db, `kill/server-${n}`);
      const total = clientOf(db)
        .prepare("select count(*) as n from attempts a join servers s on s.id = a.server_id where s.name = ?")
        .get(server?.name ?? "");
      assert.equal(total?.n, generations, `attempts of ${server?.name}`);
      const changes = await readToolPage(db, server?.slug ?? "", "changes");
      assert.deepEqual(
        changes?.history.map((span) => span.definition.description),
        Array.from({ length: generations }, (_, at) => `${server?.name} as of ${at}`),
      );
      assert.equal((await readToolPage(db, server?.slug ?? "", "stays"))?.history.length, 1);
    }
    assert.equal(await rowsOf(db, items), 0, "items left over");
  } finally {
    await closeDatabase(db);
  }
};

test(`a crawl that is killed at ${KILLS} random moments loses, repeats and doubles nothing`, async (t) => {
  const random = randomFrom(seedOf(t));
  // Two crawls at once, each with a folder of its own, since most of the time is the start of a process.
  const lanes = [0, 1].map(async () => {
    const home = temporaryFolder(t);
    let kills = 0;
    // The kills fall evenly into the time that a crawl takes from its beginning to its end on this machine.
    const whole = await crawlFor(home, 0, null);
    let generation = 1;
    while (kills < KILLS / 2) {
      if ((await crawlFor(home, generation, random() * whole)) === null) kills += 1;
      if (!isOver(home, generation)) continue;
      generation += 1;
      await assertExact(home, generation);
    }
    await crawlFor(home, generation, null);
    await assertExact(home, generation + 1);
    const starts = readFileSync(join(home, "starts.txt"), "utf8").trim().split("\n").length;
    const finished = SERVERS * (generation + 1);
    // Each killed crawl had at most four servers in flight.
    assert.ok(starts - finished <= 4 * kills, `${starts} starts for ${finished} attempts and ${kills} kills`);
    assert.equal(processesWith(home), 0, "servers that outlived their crawl");
    t.diagnostic(`${kills} kills, ${finished} attempts, ${starts - finished} repeated`);
  });
  await Promise.all(lanes);
});
