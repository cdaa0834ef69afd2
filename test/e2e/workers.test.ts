import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listTools, readServer, readToolPage } from "../../db/queries/catalogue.ts";
import { changesOf } from "../../db/queries/changes.ts";
import { type Published, serveRegistry } from "../crawler/registry-double.ts";
import { skip } from "../crawler/sandbox/proved.ts";
import { folder, processesWith } from "../crawler/started.ts";
import { startPostgres } from "../db/postgres-server.ts";

const bin = fileURLToPath(new URL("../../cli/bin.js", import.meta.url));
/** So slow to start that each worker nearly always has one running. */
const SLOW = `await new Promise((done) => setTimeout(done, 700));\n`;
const SERVER = SLOW + readFileSync(new URL("../crawler/servers/raw.mjs", import.meta.url), "utf8");
const ENDS = "process.exit(7);\n";
const WORKERS = 4;
const LISTING = Array.from({ length: 15 }, (_, n) => `shared-${n}`);
const BROKEN = "ends-at-once";

const published = (name: string, text: string): Published => ({
  name,
  version: "1.0.0",
  manifest: { bin: "server.mjs" },
  files: { "server.mjs": text },
});

interface Command {
  child: ChildProcess;
  said: () => string;
  ended: Promise<unknown[]>;
}

const postgres = await startPostgres();
const place = folder();
after(async () => {
  await postgres.stop();
  place[Symbol.dispose]();
});

test("four `toolrisk worker` share a crawl of packages in their sandboxes, one is killed, nothing is lost or doubled", {
  skip,
}, async (t) => {
  const url = await postgres.database();
  const registry = await serveRegistry([...LISTING.map((name) => published(name, SERVER)), published(BROKEN, ENDS)]);
  const commands: Command[] = [];
  const start = (home: string, ...words: string[]): Command => {
    const env = {
      ...process.env,
      NODE_TEST_CONTEXT: undefined,
      TOOLRISK_HOME: join(place.path, home),
      TOOLRISK_DATABASE: url,
      npm_config_registry: registry.address,
    };
    const child = spawn(process.execPath, [bin, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    const command = { child, said: () => said, ended: once(child, "close") };
    commands.push(command);
    return command;
  };
  const signal = AbortSignal.timeout(240_000);
  const until = async (what: string, done: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await done())) {
      assert.ok(!signal.aborted, `${what} in four minutes:\n${commands.map(({ said }) => said()).join("\n---\n")}`);
      await setTimeout(20);
    }
  };

  const records = [...LISTING, BROKEN].map((name) => ({
    name: `io.example/${name}`,
    packages: [{ registryType: "npm", identifier: name, version: "1.0.0" }],
  }));
  const file = join(place.path, "records.json");
  writeFileSync(file, JSON.stringify(records));
  const db = await openDatabase(place.path, { url });
  try {
    const sharing = start("sharing", "crawl", "--source", `records:${file}`, "--share", "--retry-after", "1");
    const workers = Array.from({ length: WORKERS }, (_, n) => start(`worker-${n}`, "worker", "--concurrency", "1"));
    // The sandbox of a running server binds the folder of its package; that of an install is called otherwise.
    const running = (n: number): number =>
      processesWith(`${join(place.path, `worker-${n}`, "packages", "npm")}/shared-`);
    let victim = -1;
    await until("no worker was in the middle of its share", async () => {
      if ((await catalogueCounts(db)).servers < 4) return false;
      victim = workers.findIndex((worker, n) => running(n) > 0 && worker.said().includes(" listed"));
      return victim >= 0;
    });
    workers[victim]?.child.kill("SIGKILL");
    await until("its servers did not end", () => processesWith(join(place.path, `worker-${victim}`)) === 0);

    const [code] = await sharing.ended;
    assert.equal(code, 0, sharing.said());
    assert.match(
      sharing.said(),
      new RegExp(`; ${records.length} looked at by workers; ${LISTING.length * 2} tools judged`),
    );
    // They would wait for the next crawl.
    for (const { child } of workers) child.kill("SIGTERM");
    const endings = await Promise.all(workers.map(({ ended }) => ended));
    assert.deepEqual(
      endings.map(([status, by]) => status ?? by),
      workers.map((_, n) => (n === victim ? "SIGKILL" : 130)),
      workers.map(({ said }) => said()).join("\n---\n"),
    );

    const counts = await catalogueCounts(db);
    assert.deepEqual(
      [counts.servers, counts.byOutcome.listed, counts.byOutcome["start-failed"], counts.tools, counts.classified],
      [records.length, LISTING.length, 1, LISTING.length * 2, LISTING.length * 2],
    );
    for (const { name } of records) {
      const server = await readServer(db, name);
      const listed = !name.endsWith(BROKEN);
      assert.deepEqual(
        server?.attempts.map(({ outcome, sandbox }) => [outcome, sandbox]),
        [[listed ? "listed" : "start-failed", "bubblewrap"]],
        name,
      );
      assert.deepEqual(
        (await listTools(db, name)).map((tool) => tool.name),
        listed ? ["one", "two"] : [],
      );
      if (listed) assert.equal((await readToolPage(db, server?.slug ?? "", "one"))?.history.length, 1);
    }
    // One look at each server is no change of any.
    assert.deepEqual((await changesOf(db)).changes, []);
    // Each worker fetches into a folder of its own, so that what was begun twice was fetched twice.
    const fetched = registry.requests.filter((path) => path.endsWith(".tgz")).length;
    const repeated = fetched - records.length;
    assert.ok(repeated >= 1 && repeated <= 2, `${repeated} were in work when it was killed`);
    for (const [n, { said }] of workers.entries()) assert.match(said(), / listed/, `worker ${n} had no share`);
    assert.equal(processesWith(place.path), 0, "processes that outlived the crawl");
    t.diagnostic(`${repeated} in work when one was killed`);
  } finally {
    for (const { child } of commands) child.kill("SIGKILL");
    await closeDatabase(db);
    await registry.close();
  }
});
