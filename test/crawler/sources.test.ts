import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Found } from "../../crawler/source.ts";
import { listing } from "../../crawler/sources/listing.ts";
import { records } from "../../crawler/sources/records.ts";
import { snapshots } from "../../crawler/sources/snapshots.ts";
import { starter } from "../../crawler/sources/starter.ts";
import { parseSource } from "../../crawler/sources.ts";
import { sourceContract } from "./source.contract.ts";

const files = mkdtempSync(join(tmpdir(), "crawler-sources-"));
after(() => rmSync(files, { recursive: true, force: true }));
let count = 0;
const file = (content: string | Buffer): string => {
  const path = join(files, `${++count}.json`);
  writeFileSync(path, content);
  return path;
};
const read = (content: string | Buffer, source = records): Promise<Found[]> =>
  Array.fromAsync(source.read(file(content)));
const shape = (found: Found[]): string[] =>
  found.map((one) =>
    one.kind === "record"
      ? one.record.name
      : one.kind === "snapshot"
        ? one.snapshot.server.name
        : one.kind === "deleted"
          ? `deleted ${one.name}`
          : `${one.where}: ${one.reason}`,
  );
const row = (name: string): string => JSON.stringify({ name, packages: [{ registryType: "npm", identifier: name }] });
const snapshot = (name: string): string =>
  JSON.stringify({ server: { name }, tools: [{ name: "t", inputSchema: {} }] });

sourceContract(starter, { argument: () => null, rows: 10 });
sourceContract(records, { argument: () => file(`[${row("a")},${row("b")},3]`), rows: 2 });
sourceContract(snapshots, { argument: () => file(`${snapshot("a")}\n${snapshot("b")}\n`), rows: 2 });

const ANSWER = (tools: object[], more: object = {}): string => JSON.stringify({ tools, ...more });
const SAVED = file(ANSWER([{ name: "a" }]));
sourceContract(listing, { argument: () => SAVED, rows: 1 });

test("a saved tools/list answer in every form that it may have", async () => {
  const tools = [{ name: "a", "x-kept": 1 }, { name: "b" }];
  const pages = `${ANSWER(tools.slice(0, 1), { nextCursor: "" })}\n${ANSWER(tools.slice(1))}\n`;
  for (const text of [
    ANSWER(tools),
    JSON.stringify({ jsonrpc: "2.0", id: 2, result: { tools } }, null, 2),
    JSON.stringify(tools),
    pages,
  ]) {
    const [found, ...others] = await read(gzipSync(text), listing);
    assert.ok(found?.kind === "snapshot" && others.length === 0, text);
    assert.deepEqual(found.snapshot.tools, tools);
    assert.match(found.snapshot.server.name, /^listing\/\d+$/);
  }
  const [problem, found] = await read(ANSWER([{ description: "nameless" }, { name: "b" }]), listing);
  assert.ok(problem?.kind === "problem" && /page 1, tool 1$/.test(problem.where));
  assert.ok(found?.kind === "snapshot" && found.snapshot.tools.length === 1);
});

test("a saved answer that is cut off, or none at all, is no listing", async () => {
  for (const cursor of ["more", ""])
    await assert.rejects(read(ANSWER([{ name: "a" }], { nextCursor: cursor }), listing), /the list goes on elsewhere/);
  await assert.rejects(read('{"resources":[]}', listing), /page 1 holds no list of tools/);
  await assert.rejects(read('{"tools":[', listing), /is no valid JSON/);
});

test("records and listings are read from an address too", async (t) => {
  const texts: Record<string, string | Buffer> = {
    "/array": `[${row("a")},${row("b")}]`,
    "/lines": gzipSync(`${row("a")}\nbroken\n${row("b")}\n`),
    "/tools.json": ANSWER([{ name: "a" }]),
  };
  const server = createServer((request, response) => {
    const found = texts[request.url ?? ""];
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.deepEqual(shape(await Array.fromAsync(records.read(`${at}/array`))), ["a", "b"]);
  assert.deepEqual(shape(await Array.fromAsync(records.read(`${at}/lines`))), ["a", "line 2: is no valid JSON", "b"]);
  assert.deepEqual(shape(await Array.fromAsync(listing.read(`${at}/tools.json`))), ["listing/tools"]);
  await assert.rejects(Array.fromAsync(records.read(`${at}/none`)), /answers with HTTP 404/);
});

test("the starter list has ten pinned npm packages", async () => {
  const found = await Array.fromAsync(starter.read(null));
  assert.equal(found.length, 10);
  for (const one of found) {
    assert.ok(one.kind === "record");
    assert.match(one.record.packages?.[0]?.version ?? "", /^\d+\.\d+\.\d+$/);
  }
});

test("records in every form that a file may have", async () => {
  const answer = `{"servers":[{"server":${row("a")},"_meta":{}},{"server":${row("b")}}],"metadata":{"count":2}}`;
  for (const text of [
    `[${row("a")},\n${row("b")}]`,
    `${row("a")}\n\n${row("b")}\n`,
    `\uFEFF${row("a")}\r\n${row("b")}`,
    answer,
    JSON.stringify(JSON.parse(answer), null, 2),
    `{"server":${row("a")}}\n{"server":${row("b")}}`,
  ]) {
    assert.deepEqual(shape(await read(text)), ["a", "b"], text);
    assert.deepEqual(shape(await read(gzipSync(text))), ["a", "b"], "packed");
  }
  assert.deepEqual(shape(await read(row("single"))), ["single"]);
  assert.deepEqual(shape(await read(JSON.stringify(JSON.parse(row("single")), null, 2))), ["single"]);
  assert.deepEqual(await read(""), []);
});

test("a broken row is told with its place and its reason, and the others stay", async () => {
  const text = [row("a"), '{"name":', '{"name":""}', "[1]", '{"packages":[]}', row("b")].join("\n");
  const found = shape(await read(text));
  assert.deepEqual([found[0], found.at(-1)], ["a", "b"]);
  assert.equal(found[1], "line 2: is no valid JSON");
  assert.match(found[2] ?? "", /^line 3: name: /);
  assert.equal(found[3], "line 4: is no object");
  assert.match(found[4] ?? "", /^line 5: name: /);
});

test("a broken first row does not hide the others", async () => {
  assert.deepEqual(shape(await read(`{"name":broken}\n${row("b")}`)), ["line 1: is no valid JSON", "b"]);
  assert.deepEqual(shape(await read(`{"name":"cut o\n${row("b")}`)), ["line 1: is no valid JSON", "b"]);
});

test("a registry's deleted and superseded rows are left out and told", async () => {
  const state = (value: object): string => JSON.stringify({ "io.modelcontextprotocol.registry/official": value });
  const text = `{"servers":[{"server":${row("old")},"_meta":${state({ isLatest: false })}},{"server":${row("gone")},"_meta":${state({ status: "deleted" })}},{"server":${row("now")},"_meta":${state({ status: "active", isLatest: true })}}]}`;
  const found = await read(text);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["problem", "deleted", "record"],
  );
});

test("older rows with snake_case keys are read", async () => {
  const [found] = await read(
    '{"name":"a","packages":[{"registry_type":"npm","identifier":"a","environment_variables":[{"name":"K"}]}]}',
  );
  assert.ok(found?.kind === "record");
  assert.equal(found.record.packages?.[0]?.registryType, "npm");
  assert.equal(found.record.packages?.[0]?.environmentVariables?.[0]?.name, "K");
});

test("a snapshot keeps its good tools when one is broken, and unknown fields", async () => {
  const text = '{"server":{"name":"a","extra":1},"tools":[{"name":"x","vendor":{"y":2}},{"description":"none"}]}';
  const [problem, found] = await read(text, snapshots);
  assert.ok(problem?.kind === "problem" && /tool 2/.test(problem.where));
  assert.ok(found?.kind === "snapshot");
  assert.deepEqual(found.snapshot, { server: { name: "a", extra: 1 }, tools: [{ name: "x", vendor: { y: 2 } }] });
});

test("what a snapshot says of its server beside its name is of a record's form, or the row is left out", async () => {
  const rows = ['"packages":"none"', '"title":5', '"remotes":[{"type":"sse"}]'].map(
    (more) => `{"server":{"name":"a",${more}},"tools":[]}`,
  );
  const found = await read(`${rows.join("\n")}\n{"server":{"name":"b","version":null},"tools":[]}`, snapshots);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["problem", "problem", "problem", "snapshot"],
  );
  assert.deepEqual(
    found.flatMap((one) => (one.kind === "problem" ? [`${one.where}: ${one.reason.split(":")[0]}`] : [])),
    ["line 1: server.packages", "line 2: server.title", "line 3: server.remotes.0.url"],
  );
});

test("hostile nesting breaks nothing", async () => {
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  assert.equal((await read(`{"name":"a","x":${deep}}`)).length, 1);
  assert.equal(
    (await read(`{"server":{"name":"a"},"tools":[{"name":"t","inputSchema":${deep}}]}`, snapshots)).length,
    1,
  );
});

test("a long file is streamed: memory stays flat", async () => {
  const line = `${JSON.stringify({ server: { name: "a" }, tools: [{ name: "t", description: "d".repeat(20_000) }] })}\n`;
  const path = file(gzipSync(Buffer.from(line.repeat(10_000))));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let rows = 0;
  let most = 0;
  for await (const one of snapshots.read(path)) {
    assert.equal(one.kind, "snapshot");
    if (++rows % 1_000 === 0) most = Math.max(most, process.memoryUsage().rss);
  }
  assert.equal(rows, 10_000);
  assert.ok(most - before < 150 * 2 ** 20, `grew by ${(most - before) / 2 ** 20} MiB over 200 MB of text`);
});

test("what is wrong with the words is said", () => {
  assert.throws(
    () => parseSource("nowhere:x"),
    /unknown source "nowhere"; use starter, target:SERVER, config\[:FILE\], registry\[:URL\], .*, records:FILE\|URL, snapshots:FILE\|URL, listing:FILE\|URL/,
  );
  assert.throws(() => parseSource("records"), /wants an argument: records:FILE\|URL/);
  assert.throws(() => parseSource("starter:x"), /takes no argument/);
  assert.deepEqual(parseSource("records:a:b").argument, "a:b");
});

test("a file that is not there, is a folder or is cut short is told", async () => {
  await assert.rejects(Array.fromAsync(records.read(join(files, "none"))), /none: no such file/);
  await assert.rejects(Array.fromAsync(records.read(files)), /is no file/);
  const packed = gzipSync(`${row("a")}\n`.repeat(1_000));
  await assert.rejects(Array.fromAsync(records.read(file(packed.subarray(0, packed.length - 20)))), /cannot be read/);
});
