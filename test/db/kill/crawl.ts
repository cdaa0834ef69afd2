/**
 * Crawls the fixture servers as `toolrisk crawl` does, until it is done or killed. Arguments: HOME GENERATION SERVERS.
 * Writes a line when it begins.
 */
// Loaded before the beginning, so that the kills fall into the work.
import "../../../crawler/crawl.ts";
import "../../../crawler/saved-listing.ts";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { crawlSources } from "../../../cli/commands/crawling/crawl-sources.ts";
import { ProgressLine } from "../../../cli/progress.ts";
import { commandRecord } from "../../../crawler/launchers/command.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import type { Source } from "../../../crawler/source.ts";
import { closeDatabase, openDatabase } from "../../../db/open.ts";

const [home, generation, servers] = process.argv.slice(2) as [string, string, string];
const server = join(import.meta.dirname, "server.mjs");

const source: Source = {
  id: "fixtures",
  says: "servers that list at once",
  argument: "GENERATION",
  async *read() {
    for (let n = 0; n < Number(servers); n += 1) {
      const name = `kill/server-${n}`;
      const args = [server, name, generation, join(home, "starts.txt")];
      yield { kind: "record", record: commandRecord(name, { command: process.execPath, args, env: {} }) };
    }
  },
};

writeSync(1, "begins\n");
const db = await openDatabase(home);
const settings = {
  home,
  concurrency: 4,
  deadlineSeconds: 20,
  again: true,
  signal: new AbortController().signal,
  sandboxFor: () => none,
};
await crawlSources(db, [{ source, argument: generation }], settings, new ProgressLine());
await closeDatabase(db);
