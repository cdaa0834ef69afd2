import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { crawlSources } from "../../cli/commands/crawling/crawl-sources.ts";
import { SharedQueue } from "../../cli/commands/crawling/shared-queue.ts";
import { ProgressLine } from "../../cli/progress.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import type { Source } from "../../crawler/source.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listTools, readServer } from "../../db/queries/catalogue.ts";
import { runCli } from "../cli/run-cli.ts";
import { startPostgres } from "../db/postgres-server.ts";

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
  const signal = AbortSignal.timeout(150_000);
  try {
    const sharing = crawlSources(
      db,
      [{ source, argument: null }],
      { home, concurrency: 1, deadlineSeconds: 3, again: false, signal, sandboxFor: () => none, queue },
      new ProgressLine(),
    );
    for (let n = 0; n < 4; n += 1) {
      const script = join(import.meta.dirname, "postgres-worker.ts");
      workers.push(spawn(process.execPath, [script, url, join(home, `${n}`), log], { stdio: "inherit" }));
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
      await queue.failed(message?.id ?? "", "it ended");
    }
    assert.deepEqual(await queue.takeDead(), [7]);
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
