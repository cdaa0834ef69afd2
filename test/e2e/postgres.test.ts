import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { crawlSources } from "../../cli/commands/crawling/crawl-sources.ts";
import { NetworkError } from "../../cli/commands/crawling/network-watch.ts";
import { runWorker } from "../../cli/commands/crawling/run-worker.ts";
import { SharedQueue } from "../../cli/commands/crawling/shared-queue.ts";
import { ProgressLine } from "../../cli/progress.ts";
import type { crawl as crawlServers } from "../../crawler/crawl.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import type { Source } from "../../crawler/source.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listTools, readServer } from "../../db/queries/catalogue.ts";
import { addItems, jobCounts, openJob, waitingItems } from "../../db/queries/jobs.ts";
import { runCli } from "../cli/run-cli.ts";
import { startPostgres } from "../db/postgres-server.ts";
import { attemptOf } from "../db/samples.ts";

const server = await startPostgres();
const home = mkdtempSync(join(tmpdir(), "toolrisk-workers-"));
after(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

interface Note {
  what: "begin" | "end";
  name: string;
  at: number;
  worker: number;
}

/** Servers of one busy host, of hosts of their own, and some that do not answer at first or at all. */
const NAMES = [
  ...Array.from({ length: 8 }, (_, n) => `busy/server-${n}`),
  ...Array.from({ length: 20 }, (_, n) => `own-${n}/server`),
  "once/hangs once",
  "never/hangs",
];
const hostOf = (name: string): string => name.replace(/\/.*/, "");

/**
 * Seconds that a worker waits for more: longer than what a worker that is gone had in work takes to come again, or all others
 * would have ended by then.
 */
const PATIENT = "120";

const source: Source = {
  id: "fixtures",
  says: "servers that workers start",
  argument: null,
  async *read() {
    for (const name of NAMES) {
      const url = `https://${hostOf(name)}.example/mcp`;
      yield { kind: "record", record: { name, remotes: [{ type: "streamable-http", url }] } };
    }
  },
};

test("four workers share a crawl, one is killed in the middle, and nothing is lost or doubled", async (t) => {
  const url = await server.database();
  const log = join(home, "log.jsonl");
  const notes = (): Note[] =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Note)
      : [];
  const db = await openDatabase(home, { url });
  const queue = await SharedQueue.open(url, { retryDelay: 1 });
  const workers: ChildProcess[] = [];
  const signal = AbortSignal.timeout(300_000);
  try {
    const sharing = crawlSources(
      db,
      [{ source, argument: null }],
      { home, concurrency: 1, deadlineSeconds: 3, again: false, signal, sandboxFor: () => none, queue },
      new ProgressLine(),
    );
    for (let n = 0; n < 4; n += 1) {
      const script = join(import.meta.dirname, "postgres-worker.ts");
      const words = [script, url, join(home, `${n}`), log, PATIENT];
      workers.push(spawn(process.execPath, words, { stdio: "inherit" }));
    }
    const ended = workers.map((worker) => once(worker, "exit"));
    // The first one that has come so far is killed while it has a server in work.
    let victim: number | undefined;
    while (victim === undefined) {
      assert.ok(!signal.aborted, "no worker began");
      await setTimeout(20);
      const seen = notes();
      if (seen.filter(({ what }) => what === "end").length < 6) continue;
      const open = seen.filter(
        ({ name, what }) => what === "begin" && !seen.some((n) => n.name === name && n.what === "end"),
      );
      victim = open[0]?.worker;
    }
    workers.find(({ pid }) => pid === victim)?.kill("SIGKILL");

    const summary = await sharing;
    for (const worker of workers) worker.kill();
    assert.equal(summary.dead, 0);
    assert.equal(summary.byWorkers, NAMES.length);
    const codes = await Promise.all(ended);
    assert.deepEqual(codes.map(([code, by]) => code ?? by).sort(), [0, 0, 0, "SIGKILL"]);

    const counts = await catalogueCounts(db);
    assert.deepEqual([counts.servers, counts.byOutcome.listed], [NAMES.length, NAMES.length - 1]);
    for (const name of NAMES) {
      const attempts = (await readServer(db, name))?.attempts.map((attempt) => attempt.outcome);
      const wanted = name.includes("once")
        ? ["listed", "timeout"]
        : name.includes("hangs")
          ? Array(3).fill("timeout")
          : ["listed"];
      assert.deepEqual(attempts, wanted, name);
      assert.equal((await listTools(db, name)).length, name === "never/hangs" ? 0 : 2, name);
    }
    const seen = notes();
    const repeated =
      seen.filter(({ what }) => what === "begin").length - seen.filter(({ what }) => what === "end").length;
    assert.ok(repeated >= 1 && repeated <= 4, `${repeated} were in work when it was killed`);
    assert.ok(new Set(seen.map(({ worker }) => worker)).size === 4, "not every worker had a share");
    let busy = 0;
    let most = 0;
    for (const { what, name, worker } of seen.sort((a, b) => a.at - b.at)) {
      if (hostOf(name) !== "busy" || worker === victim) continue;
      busy += what === "begin" ? 1 : -1;
      most = Math.max(most, busy);
    }
    assert.ok(most <= 2, `${most} servers of one host at once`);
    t.diagnostic(`${repeated} in work when one was killed; at most ${most} of the busy host at once`);
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
    await queue.close();
    await closeDatabase(db);
  }
});

test("of many that take at the same moment no two get one item, and a host is given no more than twice", async () => {
  const url = await server.database();
  const queues = await Promise.all(Array.from({ length: 6 }, () => SharedQueue.open(url, { retryDelay: 1 })));
  try {
    const remotes = (host: string) => [{ type: "streamable-http", url: `https://${host}.example/mcp` }];
    const pkg = { registryType: "npm", identifier: "one", version: "1.0.0" };
    const items = [
      ...Array.from({ length: 20 }, () => ({ name: "busy", remotes: remotes("busy") })),
      ...Array.from({ length: 20 }, () => ({ name: "busy", packages: [pkg], remotes: remotes("busy") })),
      ...Array.from({ length: 20 }, (_, n) => ({ name: "own", remotes: remotes(`own-${n}`) })),
      ...Array.from({ length: 20 }, () => ({ name: "package", packages: [pkg] })),
    ].map((record, id) => ({ id, record }));
    await queues[0]?.send(items);
    const taken = (await Promise.all(queues.flatMap((queue) => Array.from({ length: 12 }, () => queue.take())))).filter(
      (message) => message !== null,
    );
    const names = taken.map(({ itemId }) => items[itemId]?.record.name);
    assert.equal(new Set(taken.map(({ itemId }) => itemId)).size, taken.length);
    const count = (name: string): number => names.filter((one) => one === name).length;
    assert.deepEqual([count("busy"), count("own"), count("package")], [2, 20, 20]);
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
  }
});

/** Where a worker hangs: at some moment, or while it holds what only one may hold. */
const MOMENTS = ["anywhere", "writing", "taking"] as const;

test("a worker that hangs loses its items to the others, and doubles nothing when it goes on", {
  concurrency: true,
}, async (parent) => {
  const hang =
    (where: (typeof MOMENTS)[number]) =>
    async (t: TestContext): Promise<void> => {
      const url = await server.database();
      const folder = join(home, `hanging-${where}`);
      mkdirSync(folder);
      const log = join(folder, "log.jsonl");
      writeFileSync(log, "");
      const db = await openDatabase(folder, { url });
      const queue = await SharedQueue.open(url, { retryDelay: 1 });
      const start = (idle: string, ...stopsAt: string[]): ChildProcess => {
        const script = join(import.meta.dirname, "postgres-worker.ts");
        return spawn(process.execPath, [script, url, folder, log, idle, ...stopsAt], { stdio: "inherit" });
      };
      const signal = AbortSignal.timeout(300_000);
      const workers: ChildProcess[] = [];
      try {
        const sharing = crawlSources(
          db,
          [{ source, argument: null }],
          { home: folder, concurrency: 1, deadlineSeconds: 3, again: false, signal, sandboxFor: () => none, queue },
          new ProgressLine(),
        );
        const hanging = start("4", ...(where === "anywhere" ? [] : [where]));
        workers.push(hanging);
        const begun = (): number => readFileSync(log, "utf8").split('"begin"').length - 1;
        if (where === "anywhere") {
          while (begun() < 3 && !signal.aborted) await setTimeout(10);
          hanging.kill("SIGSTOP");
        } else {
          // It stops itself.
          const stat = `/proc/${hanging.pid}/stat`;
          while (!/\) T /.test(readFileSync(stat, "utf8")) && !signal.aborted) await setTimeout(10);
        }
        const other = start(PATIENT);
        workers.push(other);
        const ended = workers.map((worker) => once(worker, "exit"));
        assert.equal((await sharing).byWorkers, NAMES.length);
        other.kill();
        hanging.kill("SIGCONT");
        assert.deepEqual(
          (await Promise.all(ended)).map(([code]) => code),
          [0, 0],
        );
        const counts = await catalogueCounts(db);
        assert.deepEqual([counts.servers, counts.byOutcome.listed], [NAMES.length, NAMES.length - 1]);
        for (const name of NAMES) {
          const listed = (await readServer(db, name))?.attempts.filter(({ outcome }) => outcome === "listed");
          assert.equal(listed?.length, name === "never/hangs" ? 0 : 1, name);
        }
        t.diagnostic(`${begun() - NAMES.length} looks repeated`);
      } finally {
        for (const worker of workers) worker.kill("SIGKILL");
        await queue.close();
        await closeDatabase(db);
      }
    };
  await Promise.all(MOMENTS.map((where) => parent.test(where, hang(where))));
});

test("a worker whose own network is down leaves its items to others, and holds nothing against the servers", async () => {
  const url = await server.database();
  const folder = join(home, "cut-off");
  const db = await openDatabase(folder, { url });
  const queue = await SharedQueue.open(url, { retryDelay: 1 });
  const fails: typeof crawlServers = async function* (records) {
    for await (const record of records) {
      const attempt = attemptOf(record.name, new Date().toISOString(), { outcome: "unreachable", launcher: "remote" });
      yield { attempt: { ...attempt, error: "no answer" }, tools: [], record, key: null, notes: [], plan: null };
    }
  };
  try {
    const { id: jobId } = await openJob(db, ["fixtures"]);
    const remotes = [{ type: "streamable-http", url: "https://one.example/mcp" }];
    await addItems(db, jobId, "fixtures", [{ name: "io.example/one", remotes }]);
    await queue.send(await waitingItems(db, jobId, 0));
    const work = (down: string | null) =>
      runWorker(db, queue, {
        home: folder,
        concurrency: 1,
        deadlineSeconds: 3,
        signal: AbortSignal.timeout(120_000),
        sandbox: none,
        // Longer than an item that failed waits to come again.
        idleSeconds: 12,
        crawl: fails,
        lookAtNetwork: async () => down,
      });
    await assert.rejects(work("no answer"), NetworkError);
    assert.equal((await catalogueCounts(db)).servers, 0);
    assert.equal((await jobCounts(db, jobId)).waiting, 1);
    assert.deepEqual(await work(null), { listed: 0, failed: 1, again: 1 });
    assert.equal((await jobCounts(db, jobId)).done, 1);
  } finally {
    await queue.close();
    await closeDatabase(db);
  }
});

test("an item that has come too often becomes a dead letter", async () => {
  const queue = await SharedQueue.open(await server.database(), { retryDelay: 1, retries: 1 });
  try {
    const item = { id: 7, record: { name: "ends its worker" } };
    await queue.send([item]);
    await queue.send([item]);
    for (const retries of [0, 1]) {
      let message = await queue.take();
      for (let n = 0; !message && n < 50; n += 1) {
        await setTimeout(200);
        message = await queue.take();
      }
      assert.deepEqual([message?.itemId, message?.retries, message?.last], [7, retries, retries === 1]);
      assert.equal(await queue.take(), null);
      assert.ok(message);
      await queue.failed(message, "it ended");
      await queue.done(message);
    }
    const dead: number[] = [];
    const bury = async (itemId: number): Promise<void> => void dead.push(itemId);
    await queue.eachDead(bury);
    await queue.eachDead(bury);
    assert.deepEqual(dead, [7]);
  } finally {
    await queue.close();
  }
});

test("the commands run on PostgreSQL as they do on a file", async () => {
  const url = await server.database();
  const file = join(home, "one.jsonl");
  const tools = [{ name: "delete_all", description: "Deletes all records.", inputSchema: { type: "object" } }];
  writeFileSync(file, `${JSON.stringify({ server: { name: "io.example/one" }, tools })}\n`);
  const options = { home: join(home, "cli") };
  const crawled = await runCli(["crawl", "--source", `snapshots:${file}`, "--database", url], options);
  assert.equal(crawled.code, 0, crawled.stderr);
  assert.match(crawled.stdout, /1 tools judged/);
  const policy = await runCli(["policy", "io.example/one/delete_all", "--database", url], options);
  assert.match(policy.stdout, /delete_all/, policy.stderr);
  assert.equal(existsSync(join(home, "cli", "toolrisk.db")), false);
  const alone = await runCli(["worker"], options);
  assert.equal(alone.code, 2);
  assert.match(alone.stderr, /needs a PostgreSQL database/);
  const wrong = await runCli(["export", "snapshots", "--database", "postgres://me:word@localhost:1/x"], options);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /postgres:\/\/me:…@localhost:1\/x: .*nothing answers there/);
});
