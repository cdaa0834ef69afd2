import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli } from "../cli/run-cli.ts";

/*
 * The main job as a newcomer runs it: real servers from the package registry, a real database, a real website. The
 * tests of this file build on each other, in order.
 */

const home = mkdtempSync(join(tmpdir(), "toolrisk-start-"));
const bin = fileURLToPath(new URL("../../cli/bin.js", import.meta.url));
after(() => rmSync(home, { recursive: true, force: true }));

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [bin, "start", ...args], {
    env: { ...process.env, TOOLRISK_HOME: home, NODE_TEST_CONTEXT: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on("close", (code) => resolve(code)));

/** Resolves with the output once it matches; rejects when the process ends before. */
const says = (child: ChildProcess, wanted: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (wanted.test(text)) resolve(text);
      });
    child.on("close", (code) => reject(new Error(`ended with ${code} before it said ${wanted}: ${text}`)));
  });

/** Processes whose environment names this test's home. */
const survivors = (): string[] =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(home);
      } catch {
        return false;
      }
    });

test("a first start lists ten servers, judges them and builds the website", async () => {
  const result = await runCli(["start", "--no-serve"], { home });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /10 servers tried: 10 listed; \d{3} tools judged/);
  for (const category of ["Read", "Write", "Execute", "Destructive", "Financial"])
    assert.match(result.stdout, new RegExp(`^${category} +\\d+$`, "m"));
  assert.match(result.stderr, /10\/10 done, 10 listed, 0 failed, [\d.]+\/s/);
  assert.ok(existsSync(join(home, "site/index.html")));
});

test("a second start lists nothing again", async () => {
  const result = await runCli(["start", "--no-serve"], { home });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /^0 servers tried; 10 known already, not listed again; 0 tools judged$/m);
});

test("it serves the website, on another port when its own is taken, and Ctrl-C ends it", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as AddressInfo;
  const child = start("--port", String(port));
  try {
    const text = await says(child, /Serving (http\S+) .*stops/);
    assert.ok(text.includes(`(port ${port} is taken; Ctrl-C stops)`), text);
    const url = /Serving (http\S+) /.exec(text)?.[1] ?? "";
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /server-memory/);
  } finally {
    child.kill("SIGINT");
    taken.close();
  }
  assert.equal(await ended(child), 0);
});

test("Ctrl-C in the middle of a crawl leaves no process, and the next run goes on", {
  skip: !existsSync("/proc"),
}, async () => {
  rmSync(join(home, "toolrisk.db"), { force: true });
  const child = start("--no-serve");
  const text = await says(child, /1\/10 done/);
  child.kill("SIGINT");
  assert.equal(await ended(child), 130, text);
  assert.deepEqual(survivors(), []);
  const next = await runCli(["start", "--no-serve"], { home });
  assert.equal(next.code, 0, next.stderr);
  assert.match(next.stdout, /[1-9] known already, not listed again/);
});

test("what was listed comes out as snapshots, goes through classify, and has a policy", async () => {
  const snapshots = await runCli(["export", "snapshots"], { home });
  const servers = snapshots.stdout.trim().split("\n");
  assert.equal(servers.length, 10);
  const classified = await runCli(["classify", "-"], { home, input: snapshots.stdout });
  assert.equal(classified.code, 0, classified.stderr);
  const stored = await runCli(["export", "classifications"], { home });
  assert.deepEqual(classified.stdout.trim().split("\n").sort(), stored.stdout.trim().split("\n").sort());
  const policy = await runCli(["policy", "npm/@modelcontextprotocol/server-memory/delete_entities"], { home });
  assert.deepEqual(JSON.parse(policy.stdout), { version: "1", default: "deny", hide: ["delete_entities"] });
  const unknown = await runCli(["policy", "npm/@modelcontextprotocol/server-memry"], { home });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /server-memory/);
});
