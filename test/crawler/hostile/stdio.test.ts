import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type CrawlResult, crawl } from "../../../crawler/crawl.ts";
import { commandRecord } from "../../../crawler/launchers/command.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import { canonicalJson, fingerprintOf } from "../../../db/records/definition.ts";
import type { ServerRecord } from "../../../db/records/server.ts";
import { needed, proved, skip } from "../sandbox/proved.ts";
import { folder, processesWith } from "../started.ts";
import { deadlineOf, type HostileCase } from "./case.ts";
import { STDIO_CASES } from "./stdio-cases.ts";
import { checkAttempt, type Seen, watched } from "./watched.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const secret = `canary-${randomUUID()}`;
const abstractSocket = `toolrisk-test-${randomUUID()}`;
const outside = folder();
const secretFile = join(outside.path, "private", "secret");
const listeners: Server[] = [];
let hits = 0;

before(async () => {
  mkdirSync(join(outside.path, "private"));
  writeFileSync(secretFile, secret);
  process.env.TOOLRISK_TEST_SECRET = secret;
  for (const address of [{ port: 0, host: "127.0.0.1" }, { path: `\0${abstractSocket}` }]) {
    const server = createServer((socket) => {
      hits++;
      socket.destroy();
    });
    listeners.push(server);
    await new Promise<void>((done) => server.listen(address, done));
  }
});
after(() => {
  delete process.env.TOOLRISK_TEST_SECRET;
  for (const server of listeners) server.close();
  outside[Symbol.dispose]();
});

const recordOf = (id: string, mark: string): ServerRecord => {
  const [loopback] = listeners;
  assert.ok(loopback);
  const { port } = loopback.address() as AddressInfo;
  const args = [join(here, "server.mjs"), id, mark, secretFile, homedir(), String(port), abstractSocket];
  return commandRecord(`hostile/${id}`, { command: process.execPath, args, env: {}, readOnlyPaths: [here] });
};

interface Run extends Seen {
  results: CrawlResult[];
  survivors: number;
}

const run = async (ids: string[], sandboxed: boolean, deadlineMs: number): Promise<Run> => {
  const mark = `mark-${randomUUID()}`;
  const records = ids.map((id) => recordOf(id, mark));
  const sandbox = sandboxed ? needed() : (proved ?? none);
  using home = folder();
  const options = { home: home.path, sourceId: "test", sandbox, deadlineMs, concurrency: ids.length };
  const { value: results, ...seen } = await watched(() => Array.fromAsync(crawl(records, options)));
  return { results, ...seen, survivors: processesWith(mark) };
};

const checkMachine = ({ results, survivors, ...seen }: Run, deadlineMs: number): void => {
  for (const { attempt } of results) checkAttempt(seen, attempt.durationMs, deadlineMs);
  assert.equal(survivors, 0, "processes survived");
  assert.equal(hits, 0, "the canary listener was reached");
  assert.ok(!JSON.stringify(results).includes(secret), "the secret came out");
};

const checkCase = (
  { outcome, says, tools, each, notes, withinMs }: HostileCase,
  { results: [result], time }: Run,
): void => {
  assert.ok(result);
  const seen = `${result.attempt.error}\n${result.tools.map(({ name, description }) => `${name}: ${description}`.slice(0, 300)).join("\n")}`;
  assert.equal(result.attempt.outcome, outcome, seen);
  if (says) assert.match(result.attempt.error ?? "", says);
  if (tools !== undefined) assert.equal(result.tools.length, tools, seen);
  if (notes) assert.match(result.notes.join("\n"), notes);
  if (withinMs !== undefined)
    assert.ok(result.attempt.durationMs < withinMs + time.crowdedMs, `${result.attempt.durationMs} ms`);
  if (each) for (const { name, description } of result.tools) assert.match(String(description), each, name);
};

for (const one of STDIO_CASES) {
  const { row, id, does, sandboxed = false } = one;
  const deadlineMs = deadlineOf(one);
  test(`${row} ${id}: ${does} → ${one.outcome}`, { skip: sandboxed && skip }, async () => {
    const ran = await run([id], sandboxed, deadlineMs);
    checkCase(one, ran);
    checkMachine(ran, deadlineMs);
  });
}

test("28 a fork bomb and a memory hog do not hinder the servers beside them", { skip }, async () => {
  const ran = await run(["fork-bomb", "memory-children", "plain", "duplicates"], true, 20_000);
  const outcomes = Object.fromEntries(ran.results.map(({ attempt }) => [attempt.server, attempt.outcome]));
  assert.deepEqual(outcomes, {
    "hostile/fork-bomb": "listed",
    "hostile/memory-children": "start-failed",
    "hostile/plain": "listed",
    "hostile/duplicates": "listed",
  });
  checkMachine(ran, 20_000);
});

test("17, 19, 20: whatever was listed can be hashed and printed, and no prototype is changed", async () => {
  const { results } = await run(["deep", "deep-greeting", "hidden-text", "prototype", "schema-bomb"], false, 20_000);
  for (const { attempt, tools } of results) {
    assert.equal(attempt.outcome, "listed", attempt.error ?? "");
    assert.ok(canonicalJson({ attempt }).length > 0);
    for (const tool of tools) assert.equal(JSON.stringify(JSON.parse(canonicalJson(tool))).length > 0, true);
  }
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test("33, 34: a list that changes between two looks shows in the fingerprints", async () => {
  const looks = [await run(["unstable"], false, 20_000), await run(["unstable"], false, 20_000)];
  const prints = looks.map(({ results }) => results[0]?.tools.map(fingerprintOf).join());
  assert.equal(prints[0]?.length, 64);
  assert.notEqual(prints[0], prints[1]);
  for (const { results } of looks)
    assert.deepEqual(results[0]?.attempt.unstable, { added: [], removed: [], changed: ["one"] });
});

test("26, 27: a crawler that is itself killed leaves no process of any server", { skip }, async () => {
  using home = folder();
  const mark = `mark-${randomUUID()}`;
  const script = join(here, "crawl-forever.ts");
  const crawler = spawn(process.execPath, [script, mark, home.path], { stdio: "ignore" });
  const until = async (done: () => boolean): Promise<boolean> => {
    for (let tries = 0; tries < 2_400 && !done(); tries++) await new Promise((next) => setTimeout(next, 25));
    return done();
  };
  try {
    // Three servers and three grandchildren, as they are called inside: bubblewrap has then done its part.
    const started = (): number =>
      readdirSync("/proc").filter((pid) => {
        if (!/^\d+$/.test(pid)) return false;
        try {
          const words = readFileSync(`/proc/${pid}/cmdline`, "latin1");
          return words.startsWith("/opt/node/bin/node\0") && words.includes(mark);
        } catch {
          return false; // ended meanwhile
        }
      }).length;
    assert.ok(await until(() => started() >= 6), "the servers did not start");
  } finally {
    crawler.kill("SIGKILL");
  }
  assert.ok(await until(() => processesWith(mark) === 0), `${processesWith(mark)} processes survived`);
});
