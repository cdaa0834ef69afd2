import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CLIENT_INFO, USER_AGENT } from "../../crawler/client-name.ts";
import { attemptKey, crawl } from "../../crawler/crawl.ts";
import type { Progress } from "../../crawler/progress.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { AttemptResultSchema } from "../../db/records/attempt.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { crawled, fixture, folder } from "./started.ts";

test("every attempt is of the contract, whatever its outcome", async () => {
  const behaviours = ["plain", "exit", "missing-env", "one-invalid", "same-cursor", "deep"];
  const results = await crawled(behaviours.map((behaviour) => fixture("raw.mjs", [behaviour])));
  assert.equal(results.length, behaviours.length);
  for (const result of results) {
    const parsed = AttemptResultSchema.parse(result);
    assert.equal(parsed.attempt.source, "test");
    assert.equal(parsed.attempt.toolCount, parsed.tools.length);
    assert.equal(parsed.attempt.error === null, parsed.attempt.outcome === "listed");
  }
});

test("a record that no launcher takes is refused with the reason", async () => {
  const results = await crawled([
    { name: "nothing" },
    { name: "cargo", packages: [{ registryType: "cargo", identifier: "x" }] },
  ]);
  assert.deepEqual(
    results.map(({ attempt }) => [attempt.outcome, attempt.launcher]),
    [
      ["refused", "none"],
      ["refused", "none"],
    ],
  );
  assert.match(results.map(({ attempt }) => attempt.error).join(), /no package and no address.*cargo package/s);
});

test("progress counts what is done, what is known and what failed", async () => {
  const seen: Progress[] = [];
  const records = [fixture("raw.mjs", ["plain"]), fixture("raw.mjs", ["exit"]), fixture("raw.mjs", ["duplicates"])];
  const known = (record: ServerRecord): boolean => record === records[2];
  const results = await crawled(records, { known, onProgress: (progress) => seen.push(progress) });
  assert.equal(results.length, 2);
  const last = seen.at(-1);
  assert.ok(last);
  const { done, listed, failed, total, secondsLeft } = last;
  assert.deepEqual(
    { done, listed, failed, known: last.known, total },
    { done: 3, listed: 1, failed: 1, known: 1, total: 3 },
  );
  assert.equal(secondsLeft, 0);
  assert.ok(last.perSecond > 0);
});

test("a long source is not read ahead of the work", async () => {
  using home = folder();
  let given = 0;
  async function* source(): AsyncGenerator<ServerRecord> {
    for (; given < 10_000; given++) yield { name: `nothing-${given}` };
  }
  let taken = 0;
  for await (const _ of crawl(source(), { home: home.path, sourceId: "test", sandbox: none, concurrency: 2 }))
    if (++taken === 50) break;
  assert.ok(given < 80, `${given} records were read for 50 results`);
});

test("an error of the source itself ends the crawl", async () => {
  async function* source(): AsyncGenerator<ServerRecord> {
    yield { name: "first" };
    throw new Error("the source broke");
  }
  using home = folder();
  await assert.rejects(
    Array.fromAsync(crawl(source(), { home: home.path, sourceId: "test", sandbox: none })),
    /the source broke/,
  );
});

test("the key names what an attempt looks at, and is null where nothing is pinned", () => {
  const record = (version: string | null, more = {}): ServerRecord => ({
    name: "x",
    packages: [{ registryType: "npm", identifier: "pkg", version, ...more }],
  });
  assert.equal(attemptKey(record(null)), null);
  assert.equal(attemptKey({ name: "nothing" }), null);
  assert.equal(attemptKey(record("1.0.0")), attemptKey({ ...record("1.0.0"), name: "other", description: "d" }));
  assert.notEqual(attemptKey(record("1.0.0")), attemptKey(record("1.0.1")));
  const withArgument = { packageArguments: [{ type: "positional", value: "x" }] };
  assert.notEqual(attemptKey(record("1.0.0")), attemptKey(record("1.0.0", withArgument)));
});

test("the crawler names itself with the project's version", () => {
  const { name, version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  assert.deepEqual({ ...CLIENT_INFO }, { name, version });
  assert.equal(USER_AGENT, `toolrisk/${version} (+https://github.com/toolrisk/toolrisk)`);
});
