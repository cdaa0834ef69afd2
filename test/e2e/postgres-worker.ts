/**
 * A worker as `toolrisk worker` runs it, but for the servers: each record is a fixture server of this machine. Arguments:
 * URL HOME LOG. Writes to LOG when it begins with a server and when it has ended with it. A server whose name says
 * "hangs once" or "hangs" does not answer the first time, or ever.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runWorker } from "../../cli/commands/crawling/run-worker.ts";
import { SharedQueue } from "../../cli/commands/crawling/shared-queue.ts";
import { crawl as crawlServers } from "../../crawler/crawl.ts";
import { commandRecord } from "../../crawler/launchers/command.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import type { ServerRecord } from "../../db/records/server.ts";

const [url, home, log] = process.argv.slice(2) as [string, string, string];
const LISTS = join(import.meta.dirname, "../db/kill/server.mjs");
const HANGS = join(import.meta.dirname, "../crawler/servers/raw.mjs");

const note = (what: "begin" | "end", name: string): void =>
  appendFileSync(log, `${JSON.stringify({ what, name, at: Date.now(), worker: process.pid })}\n`);
const hangs = (name: string): boolean =>
  name.includes("hangs") && !(name.includes("once") && readFileSync(log, "utf8").includes(name));

const crawl: typeof crawlServers = async function* (records, options) {
  const given = new Map<ServerRecord, ServerRecord>();
  const own = async function* () {
    for await (const record of records) {
      const { name } = record;
      const args = hangs(name) ? [HANGS, "hang"] : [LISTS, name, "1", join(home, "starts.txt")];
      note("begin", name);
      const mine = commandRecord(name, { command: process.execPath, args, env: {} });
      given.set(mine, record);
      yield mine;
    }
  };
  for await (const result of crawlServers(own(), options)) {
    note("end", result.record.name);
    yield { ...result, record: given.get(result.record) ?? result.record };
  }
};

const db = await openDatabase(home, { url });
const queue = await SharedQueue.open(url, { retryDelay: 1 });
const signal = AbortSignal.timeout(300_000);
const settings = { home, concurrency: 2, deadlineSeconds: 3, signal, sandbox: none, idleSeconds: 4, crawl };
await runWorker(db, queue, settings);
await closeDatabase(db);
await queue.close();
