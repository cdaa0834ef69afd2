import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { closeDatabase, type Db, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listServers, listTools, readServer } from "../../db/queries/catalogue.ts";
import { randomFrom, seedOf } from "../seeded-random.ts";
import { minute } from "./samples.ts";
import { clientOf, temporaryFolder } from "./temporary.ts";

const SCRIPT = join(import.meta.dirname, "write-listings.ts");
const KILLS = 12;

const startWriter = (home: string, first: number, count: number, name: string) => {
  const args = [SCRIPT, home, String(first), String(count), name];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  /** The listings that were reported as saved; a line that was cut off was not. */
  const saved = (): number[] => out.split("\n").slice(0, -1).map(Number);
  return { child, saved };
};

/** Fails unless every server shows exactly one listing, with all of its tools and no other's. */
const assertWhole = async (db: Db): Promise<void> => {
  assert.equal(clientOf(db).prepare("pragma integrity_check").get()?.integrity_check, "ok");
  assert.deepEqual(clientOf(db).prepare("pragma foreign_key_check").all(), []);
  for (const { name } of await listServers(db)) {
    const server = await readServer(db, name);
    const listing = server?.listing;
    assert.ok(listing, name);
    const n = (Date.parse(listing.startedAt) - Date.parse(minute(0))) / 60_000;
    const tools = await listTools(db, name);
    assert.equal(tools.length, listing.toolCount, `${name} at listing ${n}`);
    for (const tool of tools) assert.equal(tool.definition.description, `as of ${n}`, `${name}: ${tool.name}`);
    assert.equal(server.latestAttempt.startedAt, listing.startedAt);
    const open = clientOf(db)
      .prepare(
        "select count(*) as n from tool_versions v join tools t on t.id = v.tool_id join servers s on s.id = t.server_id where s.name = ? and v.removed_at is null",
      )
      .get(name);
    assert.equal(open?.n, tools.length, `${name} at listing ${n}: open spans`);
  }
};

test(`kill -9 at ${KILLS} random moments leaves each listing whole, and loses none that was saved`, async (t) => {
  const home = temporaryFolder(t);
  const random = randomFrom(seedOf(t));
  const acknowledged = new Set<number>();
  let next = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, saved } = startWriter(home, next, 1_000_000, "server");
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
    child.kill("SIGKILL");
    await once(child, "close");
    for (const n of saved()) acknowledged.add(n);

    const db = await openDatabase(home);
    try {
      await assertWhole(db);
      const kept = clientOf(db).prepare("select started_at from attempts order by started_at").all();
      const numbers = kept.map((row) => (Date.parse(String(row.started_at)) - Date.parse(minute(0))) / 60_000);
      assert.equal(new Set(numbers).size, numbers.length, "an attempt was kept twice");
      const lost = [...acknowledged].filter((n) => !numbers.includes(n));
      assert.deepEqual(lost, []);
      // At most the one in flight of each killed process was saved and not yet reported.
      assert.ok(
        numbers.length - acknowledged.size <= kill + 1,
        `${numbers.length} kept, ${acknowledged.size} reported`,
      );
      next = Math.max(...numbers) + 1;
    } finally {
      await closeDatabase(db);
    }
  }
  t.diagnostic(`${acknowledged.size} listings saved`);
});

test("two processes that write at once both have all of their listings kept", async (t) => {
  const home = temporaryFolder(t);
  const writers = [startWriter(home, 0, 100, "left"), startWriter(home, 0, 100, "right")];
  // Both also write to one server that they share.
  writers.push(startWriter(home, 0, 60, "shared"), startWriter(home, 60, 60, "shared"));
  const codes = await Promise.all(writers.map(async ({ child }) => (await once(child, "close"))[0]));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const attempts = clientOf(db).prepare("select count(*) as n from attempts").get();
  assert.equal(attempts?.n, 320);
  assert.equal((await catalogueCounts(db)).servers, 15);
  await assertWhole(db);
});
