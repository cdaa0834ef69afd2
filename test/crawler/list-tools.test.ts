import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_PAGES, MAX_TOOLS } from "../../crawler/list-tools.ts";
import { canonicalJson, depthOf, MAX_DEPTH } from "../../db/records/definition.ts";
import { attempted } from "./started.ts";

const names = (result: { tools: { name: string }[] }): string[] => result.tools.map(({ name }) => name);

test("tools come as the server sent them, unknown fields included", async () => {
  const result = await attempted("raw.mjs", ["plain"]);
  assert.equal(result.attempt.outcome, "listed");
  assert.deepEqual(result.tools[0], {
    name: "one",
    description: "does one",
    inputSchema: { type: "object" },
    "x-vendor": { kept: true },
  });
  const { protocolVersion, serverInfo, error, doNext, toolCount } = result.attempt;
  assert.deepEqual(
    { protocolVersion, serverInfo, error, doNext, toolCount },
    {
      protocolVersion: "2025-11-25",
      serverInfo: { name: "raw", version: "0.0.1" },
      error: null,
      doNext: null,
      toolCount: 2,
    },
  );
});

test("a server of the newer era is asked on the same connection", async () => {
  const result = await attempted("sdk-v2-modern.ts");
  assert.equal(result.attempt.outcome, "listed", result.attempt.error ?? "");
  assert.deepEqual(names(result), ["send_card"]);
  assert.equal(result.attempt.protocolVersion, "2026-07-28");
  assert.equal(result.attempt.instructions, "Speak plainly.");
  assert.equal(result.attempt.serverInfo?.name, "fixture-modern");
});

test("an empty cursor is a cursor: every page is read", async () => {
  const result = await attempted("raw.mjs", ["empty-cursor"]);
  assert.deepEqual([result.attempt.outcome, names(result)], ["listed", ["a", "b", "c"]]);
});

test("the time for which a list says that it holds is the least of its pages, and nonsense is none", async () => {
  const said = async (...args: string[]) => {
    const { attempt } = await attempted("raw.mjs", args);
    assert.equal(attempt.outcome, "listed");
    return attempt.ttlMs;
  };
  assert.equal(await said("plain"), undefined);
  assert.equal(await said("holds"), 90_000);
  assert.equal(await said("holds-nonsense"), undefined);
  assert.equal(await said("holds-nonsense", "text"), undefined);
  assert.equal(await said("holds-for-ever"), Number.MAX_SAFE_INTEGER);
  const modern = await attempted("sdk-v2-modern.ts");
  assert.equal(modern.attempt.ttlMs, 60_000);
});

const CUT_OFF: [behaviour: string, tools: number, says: RegExp][] = [
  ["endless-cursor", MAX_PAGES, /more than 100 pages/],
  ["same-cursor", 2, /repeats a cursor/],
  ["many-tools", MAX_TOOLS, /more than 5000 tools/],
  ["second-page-fails", 1, /page two is broken.*-32603/],
];
for (const [behaviour, tools, says] of CUT_OFF) {
  test(`a list that breaks off is incomplete and keeps what was read: ${behaviour}`, async () => {
    const result = await attempted("raw.mjs", [behaviour]);
    assert.equal(result.attempt.outcome, "incomplete");
    assert.equal(result.tools.length, tools);
    assert.match(result.attempt.error ?? "", says);
    assert.ok(result.attempt.doNext);
  });
}

test("one bad entry never loses the other tools", async () => {
  const result = await attempted("raw.mjs", ["one-invalid"]);
  assert.deepEqual([result.attempt.outcome, names(result)], ["listed", ["good", "also-good"]]);
  assert.match(result.notes.join(), /3 listed entries were no tools/);
});

test("duplicate names are both kept", async () => {
  assert.deepEqual(names(await attempted("raw.mjs", ["duplicates"])), ["same", "same"]);
});

test("a schema 20,000 levels deep is cut, and no walker overflows", async () => {
  const result = await attempted("raw.mjs", ["deep"]);
  assert.deepEqual([result.attempt.outcome, names(result)], ["listed", ["deep", "shallow"]]);
  for (const tool of result.tools) {
    assert.ok(depthOf(tool) <= MAX_DEPTH, `${tool.name} is ${depthOf(tool)} deep`);
    canonicalJson(tool);
  }
});

test("keys that could reach a prototype stay data", async () => {
  const result = await attempted("raw.mjs", ["proto"]);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  assert.equal(JSON.stringify(result.tools[0]?.inputSchema), '{"__proto__":{"polluted":true},"constructor":{"x":1}}');
});

test("an `initialize` answer that leaves fields out is no reason to lose the tools", async () => {
  const result = await attempted("raw.mjs", ["nameless"]);
  assert.deepEqual([result.attempt.outcome, result.attempt.serverInfo], ["listed", {}]);
});

test("a server without tools lists none, completely", async () => {
  const result = await attempted("raw.mjs", ["no-tools"]);
  assert.deepEqual([result.attempt.outcome, result.tools], ["listed", []]);
});

test("requests of the server's own are answered or dropped, and the list still comes", async () => {
  for (const behaviour of ["asks", "pings"]) {
    const result = await attempted("raw.mjs", [behaviour]);
    assert.deepEqual([result.attempt.outcome, names(result)], ["listed", ["one", "two"]]);
    assert.match(result.notes.join(), /requests or notifications of its own/);
  }
});

test("log lines on standard output do not disturb", async () => {
  assert.deepEqual(names(await attempted("raw.mjs", ["noise"])), ["one", "two"]);
});

test("capabilities are kept, and prompts and resources counted where they are announced", async () => {
  const { attempt } = await attempted("raw.mjs", ["counts"]);
  assert.equal(attempt.outcome, "listed");
  assert.deepEqual(attempt.capabilities, { tools: { listChanged: true }, prompts: {}, resources: { subscribe: true } });
  assert.deepEqual([attempt.promptCount, attempt.resourceCount], [3, 1]);
  const plain = (await attempted("raw.mjs", ["plain"])).attempt;
  assert.deepEqual([plain.capabilities, plain.promptCount, plain.resourceCount], [{ tools: {} }, undefined, undefined]);
  const long = (await attempted("raw.mjs", ["long-capabilities"])).attempt;
  assert.deepEqual(long.capabilities, { tools: {}, experimental: {} });
});

for (const behaviour of ["dies-at-prompts", "hangs-at-prompts", "no-resources"])
  test(`a server that ${behaviour.replaceAll("-", " ")} keeps its listing`, async () => {
    const { attempt, tools } = await attempted("raw.mjs", [behaviour]);
    assert.equal(attempt.outcome, "listed");
    assert.ok(tools.length > 0);
    assert.deepEqual([attempt.promptCount, attempt.resourceCount], [undefined, undefined]);
  });
