import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { crawl } from "../../crawler/crawl.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { unhinderedTime } from "../unhindered-time.ts";
import { attempted, fixture, folder, processesWith } from "./started.ts";

const linux = process.platform === "linux" ? {} : { skip: "counts processes through /proc" };
const scratchFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`toolrisk-${process.pid}-`));

for (const behaviour of ["plain", "ignores-sigterm", "grandchild", "clean-grandchild", "hang", "endless-noise"]) {
  test(`no process and no folder is left: ${behaviour}`, linux, async () => {
    const mark = randomUUID();
    await attempted("raw.mjs", [behaviour, mark], { deadlineMs: 1_000 });
    assert.equal(processesWith(mark), 0);
    assert.deepEqual(scratchFolders(), []);
  });
}

test("a server sees nothing of the crawler's environment", async () => {
  process.env.CRAWLER_CANARY = "canary-0cc175b9c0";
  try {
    const { tools } = await attempted("raw.mjs", ["environment"], { env: { GIVEN: "1" } });
    const names = tools.map(({ name }) => name);
    assert.doesNotMatch(JSON.stringify(tools), /canary-0cc175b9c0/);
    assert.ok(names.includes("GIVEN") && names.includes("HOME") && names.includes("PATH"));
    const home = tools.find(({ name }) => name === "HOME")?.description;
    assert.notEqual(home, process.env.HOME);
  } finally {
    delete process.env.CRAWLER_CANARY;
  }
});

test("stopping the crawl ends what runs and yields nothing more", linux, async () => {
  using home = folder();
  const mark = randomUUID();
  const stop = new AbortController();
  const records = Array.from({ length: 6 }, () => fixture("raw.mjs", ["hang", mark]));
  const time = unhinderedTime();
  setTimeout(() => stop.abort(), 500);
  const options = {
    home: home.path,
    sourceId: "test",
    sandbox: none,
    deadlineMs: 20_000,
    concurrency: 2,
    signal: stop.signal,
  };
  assert.deepEqual(await Array.fromAsync(crawl(records, options)), []);
  assert.ok(time() < 2_000);
  assert.equal(processesWith(mark), 0);
});

test("a reader that stops reading ends what runs", linux, async () => {
  using home = folder();
  const mark = randomUUID();
  const records = [
    fixture("raw.mjs", ["plain"]),
    ...Array.from({ length: 4 }, () => fixture("raw.mjs", ["hang", mark])),
  ];
  for await (const { attempt } of crawl(records, {
    home: home.path,
    sourceId: "test",
    sandbox: none,
    concurrency: 3,
  })) {
    assert.equal(attempt.outcome, "listed");
    break;
  }
  assert.equal(processesWith(mark), 0);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} leaves no process of any server`, linux, async () => {
    using home = folder();
    const mark = randomUUID();
    const script = fileURLToPath(new URL("crawl-hanging.ts", import.meta.url));
    const child = spawn(process.execPath, [script, mark, home.path], { stdio: "ignore" });
    const exit = new Promise((done) => child.on("exit", (_code, by) => done(by)));
    for (let tries = 0; processesWith(mark) < 3 && tries < 1_200; tries++)
      await new Promise((done) => setTimeout(done, 50));
    assert.ok(processesWith(mark) >= 3, "the servers did not start");
    child.kill(signal);
    assert.equal(await exit, signal);
    assert.equal(processesWith(mark), 0);
  });
}
