import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { crawlSources } from "../../cli/commands/crawling/crawl-sources.ts";
import { NetworkError } from "../../cli/commands/crawling/network-watch.ts";
import { ProgressLine } from "../../cli/progress.ts";
import { commandRecord } from "../../crawler/launchers/command.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { type Source, SourceError } from "../../crawler/source.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { attempts, items, servers } from "../../db/schema.ts";
import { rowsOf, temporaryFolder } from "./temporary.ts";

const BIN = join(import.meta.dirname, "../../cli/bin.js");
const SERVERS = 150;
const run = promisify(execFile);

/** Saved listings that need some megabytes. */
const writeListings = (file: string): void => {
  const inputSchema = { type: "object" };
  const lines = Array.from({ length: SERVERS }, (_, n) => {
    const tools = Array.from({ length: 10 }, (_, m) => ({
      name: `t${m}`,
      description: `${n} ${m} `.repeat(120),
      inputSchema,
    }));
    return JSON.stringify({ server: { name: `io.example/server-${n}` }, tools });
  });
  writeFileSync(file, lines.join("\n"));
};

/** Runs a script of bash with `$NODE`, `$BIN`, `$FOLDER` and `$FILE`; gives its exit code and what it wrote. */
const script = async (text: string, folder: string): Promise<{ code: number; output: string }> => {
  const file = join(folder, "listings.jsonl");
  writeListings(file);
  const env = { ...process.env, NODE: process.execPath, BIN, FOLDER: folder, FILE: file, NODE_TEST_CONTEXT: undefined };
  try {
    const { stdout, stderr } = await run("bash", ["-c", text], { env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, output: failed.stdout + failed.stderr };
  }
};
const CRAWL = `"$NODE" "$BIN" crawl --source "snapshots:$FILE"`;

test("a crawl whose database may not grow any more says so, and goes on when it may", async (t) => {
  const folder = temporaryFolder(t);
  const cut = await script(`export TOOLRISK_HOME="$FOLDER/home"; ulimit -f 1500; ${CRAWL}`, folder);
  assert.equal(cut.code, 3, cut.output);
  assert.match(cut.output, /toolrisk\.db: .*disk.*the same command goes on/);
  assert.doesNotMatch(cut.output, /\n\s+at /);
  const whole = await script(`export TOOLRISK_HOME="$FOLDER/home"; ${CRAWL}`, folder);
  assert.equal(whole.code, 0, whole.output);
  const db = await openDatabase(join(folder, "home"));
  t.after(() => closeDatabase(db));
  assert.deepEqual([await rowsOf(db, servers), await rowsOf(db, attempts)], [SERVERS, SERVERS]);
});

const canMount = (): boolean => {
  try {
    execFileSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

test("a crawl on a disk that is full says so, and goes on when there is space", { skip: !canMount() }, async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "disk"));
  // The disk is seen by this script alone and is gone after it.
  const text = `unshare -m bash -c '
    mount -t tmpfs -o size=2m none "$FOLDER/disk" && export TOOLRISK_HOME="$FOLDER/disk"
    ${CRAWL}; echo "first: $?"
    mount -o remount,size=200m "$FOLDER/disk"
    ${CRAWL} && "$NODE" "$BIN" export snapshots | wc -l'`;
  const { code, output } = await script(text, folder);
  assert.equal(code, 0, output);
  assert.match(output, /first: 3/);
  assert.match(output, /free some space on that disk.*the same command goes on/);
  assert.match(output, new RegExp(`^${SERVERS}$`, "m"));
});

/** Servers on the web whose names nobody knows, and some that list. */
const nowhere = (home: string, unknown: number, listing: number): Source => ({
  id: "fixtures",
  says: "servers that cannot be reached",
  argument: null,
  async *read() {
    for (let n = 0; n < unknown; n += 1) {
      const url = `https://server-${n}.invalid/mcp`;
      const remotes = [{ type: "streamable-http", url }];
      yield { kind: "record", record: { name: `io.example/remote-${n}`, remotes } };
    }
    for (let n = 0; n < listing; n += 1) {
      const name = `io.example/local-${n}`;
      const args = [join(import.meta.dirname, "kill/server.mjs"), name, "1", join(home, "starts.txt")];
      yield { kind: "record", record: commandRecord(name, { command: process.execPath, args, env: {} }) };
    }
  },
});

test("a network that is down is told of, is held against no server, and the crawl goes on when it is back", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const crawl = (source: Source, down: string | null) => {
    let looks = 0;
    const lookAtNetwork = async () => {
      looks += 1;
      return down;
    };
    const signal = AbortSignal.timeout(60_000);
    const settings = { home, concurrency: 2, deadlineSeconds: 20, again: false, signal, lookAtNetwork };
    return crawlSources(
      db,
      [{ source, argument: null }],
      { ...settings, sandboxFor: () => none },
      new ProgressLine(),
    ).then((summary) => ({ summary, looks }));
  };
  await assert.rejects(crawl(nowhere(home, 40, 0), "no answer"), (error: unknown) => {
    assert.ok(error instanceof NetworkError);
    assert.equal(error.message, "this machine's network or name service is down (no answer)");
    return true;
  });
  assert.deepEqual([await rowsOf(db, attempts), await rowsOf(db, items)], [0, 40]);
  await assert.rejects(crawl(nowhere(home, 3, 0), "no answer"), NetworkError, "few of them, at the end of the crawl");
  assert.equal(await rowsOf(db, attempts), 0);

  const { summary, looks } = await crawl(nowhere(home, 40, 0), null);
  assert.deepEqual([summary.rows.length, summary.rows.every(({ outcome }) => outcome === "unreachable")], [40, true]);
  assert.equal(looks, Math.ceil(40 / 12));
  // Something that works says enough of the network.
  const other = { ...nowhere(home, 3, 5), id: "others" };
  const mixed = await crawl(other, null);
  assert.equal(mixed.summary.rows.filter(({ outcome }) => outcome === "listed").length, 5);
});

const canCutOff = (): boolean => {
  try {
    execFileSync("unshare", ["-n", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

test("a crawl on a machine without network and names says so in a line", { skip: !canCutOff() }, async (t) => {
  const folder = temporaryFolder(t);
  const records = [1, 2].map((n) => ({
    name: `io.example/remote-${n}`,
    remotes: [{ type: "streamable-http", url: `https://server-${n}.example/mcp` }],
  }));
  writeFileSync(join(folder, "records.json"), JSON.stringify(records));
  const crawl = `export TOOLRISK_HOME="$FOLDER/home"; "$NODE" "$BIN" crawl --source "records:$FOLDER/records.json"`;
  const cut = await script(`unshare -n bash -c '${crawl}'`, folder);
  assert.equal(cut.code, 3, cut.output);
  assert.match(cut.output, /this machine's network or name service is down \(.*the same command goes on/);
  assert.doesNotMatch(cut.output, /\n\s+at /);
  const db = await openDatabase(join(folder, "home"));
  t.after(() => closeDatabase(db));
  assert.deepEqual([await rowsOf(db, attempts), await rowsOf(db, items)], [0, 2]);
});

test("a source that breaks half-way is told of; what was read of it is done, the rest the next time", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const server = join(import.meta.dirname, "kill/server.mjs");
  let isDown = true;
  const source: Source = {
    id: "fixtures",
    says: "a registry that goes down",
    argument: null,
    async *read() {
      for (let n = 0; n < 4; n += 1) {
        if (isDown && n === 2) throw new SourceError("the registry does not answer any more");
        const args = [server, `io.example/server-${n}`, "1", join(home, "starts.txt")];
        yield {
          kind: "record",
          record: commandRecord(`io.example/server-${n}`, { command: process.execPath, args, env: {} }),
        };
      }
    },
  };
  const settings = {
    home,
    concurrency: 2,
    deadlineSeconds: 20,
    again: false,
    signal: AbortSignal.timeout(60_000),
    sandboxFor: () => none,
  };
  const crawl = () => crawlSources(db, [{ source, argument: null }], settings, new ProgressLine());
  const half = await crawl();
  assert.deepEqual(half.broken, ["the registry does not answer any more"]);
  assert.equal(half.rows.length, 2);
  await assert.rejects(crawl(), SourceError, "nothing was left to do");
  isDown = false;
  const rest = await crawl();
  assert.deepEqual([rest.rows.length, rest.notDue, rest.broken], [2, 2, []]);
});
