import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "crawl.ts");

/** How a crawl ended: the milliseconds from its beginning, and whether it came to its end by itself. */
export interface Ended {
  ms: number;
  killed: boolean;
}

/** A crawl in a process of its own that has loaded everything and waits for its generation. */
export interface CrawlerProcess {
  /** Begins, and kills it `killAfterMs` after that (null: never). Fails when it ends otherwise than done or killed. */
  crawl(generation: number, killAfterMs?: number | null): Promise<Ended>;
  /** Ends it without a crawl. */
  stop(): Promise<void>;
}

const exited = (child: ChildProcess) => once(child, "close") as Promise<[number | null, string | null]>;

/** Starts a crawler of `servers` fixture servers on the folder `home`. */
export const startCrawler = (
  home: string,
  servers: number,
  { again = true, database }: { again?: boolean; database?: string | undefined } = {},
): CrawlerProcess => {
  const args = [SCRIPT, home, String(servers), ...(again ? ["again"] : [])];
  const env = {
    ...process.env,
    NODE_TEST_CONTEXT: undefined,
    TOOLRISK_DATABASE: database,
    // As the command line does: half of the time of a start is what would be compiled again each time.
    NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
  };
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"], env });
  const ended = exited(child);
  const ready = Promise.race([once(child.stdout, "data"), ended]);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return {
    crawl: async (generation, killAfterMs = null) => {
      await ready;
      const begun = performance.now();
      child.stdin.write(`${generation}\n`);
      const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      const [code, signal] = await ended;
      clearTimeout(timer);
      assert.ok(code === 0 || signal === "SIGKILL", `a crawl ended with ${code ?? signal}: ${said}`);
      return { ms: performance.now() - begun, killed: code !== 0 };
    },
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
};

/** The starts of servers that were noted in `home`: a line each, of name and generation. */
export const startsIn = (home: string): string[] => {
  const file = join(home, "starts.txt");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};

/** Processes that have `text` in their command line (Linux). */
export const processesWith = (text: string): number =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
    } catch {
      return false; // ended between the listing and the look
    }
  }).length;
