/**
 * A worker as `toolrisk worker` runs it, but for the servers: each record is a fixture server of this machine. Arguments:
 * URL HOME LOG IDLE [writing|taking]. Writes to LOG when it begins with a server and when it has ended with it. A server whose name says
 * "hangs once" or "hangs" does not answer the first time, or ever. It ends when it had nothing to do for IDLE seconds, or with
 * SIGTERM. With the last argument the process stops itself in the
 * middle of saving its second server, or of taking an item after it has begun with one, and is silent for a second at most
 * before the server ends what it was at.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PgBoss } from "pg-boss";
import { runWorker } from "../../cli/commands/crawling/run-worker.ts";
import { SharedQueue } from "../../cli/commands/crawling/shared-queue.ts";
import { crawl as crawlServers } from "../../crawler/crawl.ts";
import { commandRecord } from "../../crawler/launchers/command.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import type { ServerRecord } from "../../db/records/server.ts";

const [url, home, log, idle, stopsAt] = process.argv.slice(2) as [
  ...[string, string, string, string],
  "writing" | "taking" | undefined,
];
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

const silentMs = stopsAt ? 1000 : undefined;
const db = await openDatabase(home, { url, silentMs });
const queue = await SharedQueue.open(url, { retryDelay: 1, silentMs });
if (stopsAt === "writing") {
  const { transaction } = db;
  let writes = 0;
  db.transaction = (kind, work) =>
    transaction(kind, () => {
      if (kind === "write" && ++writes === 2) process.kill(process.pid, "SIGSTOP");
      return work();
    });
}
if (stopsAt === "taking") {
  const { fetch } = PgBoss.prototype;
  let takes = 0;
  PgBoss.prototype.fetch = function (this: PgBoss, ...given: Parameters<typeof fetch>) {
    if (given[0] === "toolrisk-items" && ++takes === 3) process.kill(process.pid, "SIGSTOP");
    return fetch.apply(this, given);
  } as typeof fetch;
}
const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());
const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(300_000)]);
const settings = { home, concurrency: 2, deadlineSeconds: 3, signal, sandbox: none, idleSeconds: Number(idle), crawl };
await runWorker(db, queue, settings);
await closeDatabase(db);
await queue.close();
