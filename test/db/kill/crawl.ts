/**
 * Crawls the fixture servers as `toolrisk crawl` does, until it is done or killed. Arguments: HOME SERVERS [again]. Says
 * "ready" when everything is loaded, so that a kill falls into the work, and begins with the generation that it reads on a
 * line of its standard input. TOOLRISK_DATABASE names another database than the one of HOME.
 */
import "../../../crawler/crawl.ts";
import "../../../crawler/identity.ts";
import "../../../crawler/saved-listing.ts";
import "../../../db/queries/plan.ts";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { crawlSources } from "../../../cli/commands/crawling/crawl-sources.ts";
import { ProgressLine } from "../../../cli/progress.ts";
import { commandRecord } from "../../../crawler/launchers/command.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import type { Source } from "../../../crawler/source.ts";
import { closeDatabase, openDatabase } from "../../../db/open.ts";
import "../../../db/postgres.ts";

const [home, servers, again] = process.argv.slice(2) as [string, string, string | undefined];
const server = join(import.meta.dirname, "server.mjs");

const source: Source = {
  id: "fixtures",
  says: "servers that list at once",
  argument: "GENERATION",
  async *read(generation) {
    for (let n = 0; n < Number(servers); n += 1) {
      const name = `kill/server-${n}`;
      const args = [server, name, generation ?? "", join(home, "starts.txt")];
      yield { kind: "record", record: commandRecord(name, { command: process.execPath, args, env: {} }) };
    }
  },
};

writeSync(1, "ready\n");
const input = createInterface({ input: process.stdin });
const generation = (await input[Symbol.asyncIterator]().next()).value as string | undefined;
input.close();
if (generation === undefined) process.exit(0);
const db = await openDatabase(home);
const settings = {
  home,
  concurrency: 4,
  deadlineSeconds: 20,
  again: again === "again",
  signal: new AbortController().signal,
  sandboxFor: () => none,
};
await crawlSources(db, [{ source, argument: generation }], settings, new ProgressLine());
await closeDatabase(db);
