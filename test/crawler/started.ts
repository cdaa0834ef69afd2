// Starts the fixture servers through the public crawler.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CrawlOptions, type CrawlResult, crawl } from "../../crawler/crawl.ts";
import { commandRecord } from "../../crawler/launchers/command.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import type { ServerRecord } from "../../db/records/server.ts";

const serverPath = (name: string): string => fileURLToPath(new URL(`servers/${name}`, import.meta.url));

/** A record of a fixture server; `name` is its file, e.g. raw.mjs. */
export const fixture = (name: string, args: string[] = [], env: Record<string, string> = {}): ServerRecord =>
  commandRecord(`fixture/${name} ${args.join(" ")}`.trim(), {
    command: process.execPath,
    args: [serverPath(name), ...args],
    env,
  });

/** Makes a folder that the test removes with `using`. */
export const folder = (): { path: string; [Symbol.dispose](): void } => {
  const path = mkdtempSync(join(tmpdir(), "crawler-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

/** Crawls the records into an array. */
export const crawled = async (records: ServerRecord[], options: Partial<CrawlOptions> = {}): Promise<CrawlResult[]> => {
  using home = folder();
  return await Array.fromAsync(
    crawl(records, { home: home.path, sourceId: "test", sandbox: none, deadlineMs: 10_000, ...options }),
  );
};

/** The attempt on one fixture. */
export const attempted = async (
  name: string,
  args: string[] = [],
  options: Partial<CrawlOptions> & { env?: Record<string, string> } = {},
): Promise<CrawlResult> => {
  const { env, ...rest } = options;
  const [result] = await crawled([fixture(name, args, env)], rest);
  if (!result) throw new Error("the crawl gave no result");
  return result;
};

/** How many living processes have the mark in their command line (Linux). */
export const processesWith = (mark: string): number =>
  readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(mark) &&
        !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
      );
    } catch {
      return false; // ended meanwhile
    }
  }).length;
