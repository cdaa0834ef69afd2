import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyServer } from "../../classifier/classify.ts";
import { BadLineError, classifyLines } from "../../classifier/classify-stream.ts";
import { type Classification, ClassificationSchema } from "../../db/records/classification.ts";
import { type Definition, fieldText } from "../../db/records/definition.ts";
import { type Snapshot, SnapshotSchema } from "../../db/records/snapshot.ts";
import { isSnapshot } from "../../db/records/snapshot-check.ts";
import { belowFrom, seedOf } from "../seeded-random.ts";

const snapshot: Snapshot = {
  server: { name: "shop", description: "Sells things" },
  tools: [
    {
      name: "list_orders",
      description: "Lists the orders of a customer",
      inputSchema: { type: "object", properties: { page: { type: "integer" } } },
    },
    {
      name: "delete_customer",
      description: "Deletes a customer for good",
      inputSchema: { type: "object", properties: { id: { type: "string" } } },
    },
    { name: "charge_card", description: "Charges a card", inputSchema: { properties: { amount: { type: "number" } } } },
    { name: "7", description: 7, inputSchema: null, annotations: "none" } as Definition,
    {
      name: "İ\u0130 ſ ﬁ 删除",
      description: "İİİ deletes\u0000 the \ud800 record 删除文件",
      inputSchema: { properties: { 'a"b\\': { enum: ["x", 3, null] } } },
    },
    {
      name: "manage_note",
      description: "Manages notes",
      inputSchema: { properties: { action: { type: "string", enum: ["list", "create", "delete"] } } },
    },
  ],
};

const lines = async (input: string[]): Promise<string[]> => Array.fromAsync(classifyLines(input));

test("every classification has the shape of the contract and quotes literally", () => {
  const all = classifyServer(snapshot);
  assert.deepEqual(
    all.map((each) => each.tool),
    snapshot.tools.map((tool) => tool.name),
  );
  all.forEach((each, at) => {
    ClassificationSchema.parse(each);
    for (const { field, start, end, quote } of each.evidence) {
      assert.ok(quote.length > 0);
      assert.equal(fieldText(snapshot.tools[at] as Definition, field).slice(start, end), quote);
    }
  });
});

test("a name that was made up, of a file or a command line, sways no verdict", () => {
  const tools = [{ name: "delete_item" }, { name: "run" }, { name: "get_events", description: "Gets events" }];
  const verdicts = (server: Snapshot["server"]) =>
    classifyServer({ server, tools }).map(({ server: _, ...rest }) => rest);
  const plain = verdicts({ name: "0", unnamed: true });
  for (const name of ["answer", "production database", "mail-calendar", "read-only"]) {
    assert.deepEqual(verdicts({ name, unnamed: true }), plain, name);
    assert.deepEqual(verdicts({ name: `listing/${name}` }), plain, name);
    assert.deepEqual(verdicts({ name: `command/${name}-0123abcd` }), plain, name);
  }
  assert.equal(classifyServer({ server: { name: "answer", unnamed: true }, tools })[0]?.server, "answer");
  assert.notDeepEqual(verdicts({ name: "mail calendar meeting" }), plain, "a name that was given counts");
});

test("the plain cases come out plainly", () => {
  const [list, remove, charge] = classifyServer(snapshot) as [Classification, Classification, Classification];
  assert.equal(list.category, "Read");
  assert.equal(remove.category, "Destructive");
  assert.equal(remove.risk, "Critical");
  assert.ok(remove.capabilities.includes("deletes-data"));
  assert.equal(charge.category, "Financial");
});

test("a tool that multiplexes is as bad as its worst operation and has a verdict for each", () => {
  const manage = classifyServer(snapshot)[5] as Classification;
  assert.equal(manage.category, "Destructive");
  assert.deepEqual(
    manage.operations?.map(({ argument, value, category }) => [argument, value, category]),
    [
      ["action", "list", "Read"],
      ["action", "create", "Write"],
      ["action", "delete", "Destructive"],
    ],
  );
});

test("the same input gives the same bytes", async () => {
  const line = JSON.stringify(snapshot);
  const once = await lines([line, "", line]);
  assert.equal(once.length, 2 * snapshot.tools.length);
  assert.deepEqual(once, await lines([line, line]));
});

test("what stands before a bad line is judged", async () => {
  let deep: unknown = "deep";
  for (let depth = 0; depth < 2_000; depth++) deep = { deep };
  const tooDeep = JSON.stringify({ server: { name: "x" }, tools: [{ name: "y", inputSchema: deep }] });
  for (const bad of ["{", '{"tools":[]}', tooDeep]) {
    const before: string[] = [];
    await assert.rejects(
      async () => {
        for await (const line of classifyLines([JSON.stringify(snapshot), bad])) before.push(line);
      },
      (error) => error instanceof BadLineError && error.line === 2,
      bad.slice(0, 40),
    );
    assert.equal(before.length, snapshot.tools.length);
  }
});

test("a bad line is an error that names the line", async () => {
  await assert.rejects(
    lines([JSON.stringify(snapshot), "", "{"]),
    (error) => error instanceof BadLineError && error.line === 3,
  );
  await assert.rejects(
    lines(['{"server":{"name":"x"},"tools":[{"title":"nameless"}]}']),
    /^BadLineError: line 1: not a snapshot/,
  );
});

test("what is read without the schema is what the schema takes as it stands", (t) => {
  const seed = seedOf(t);
  const random = belowFrom(seed);
  const odd = ["null", "7", '""', "[]", "{}", "true", '"x"', '[{"name":"y"}]', '{"name":"z","__proto__":{"a":1}}'];
  const sometimes = (text: string): string => (random(12) === 0 ? (odd[random(odd.length)] ?? "") : text);
  const extra = (): string => ["", ',"extra":[1]', ',"__proto__":{"name":"p"}', ',"title":null'][random(12)] ?? "";
  const tool = (): string =>
    sometimes(`{"name":${sometimes('"do_it"')},"description":${sometimes('"Does it"')}${extra()}}`);
  const server = (): string => `{"name":${sometimes('"s"')},"version":${sometimes('"1"')}${extra()}}`;
  let plain = 0;
  for (let round = 0; round < 3000; round++) {
    const tools = `[${Array.from({ length: random(4) }, tool).join()}]`;
    const line = sometimes(`{"tools":${sometimes(tools)},"server":${sometimes(server())}${extra()}}`);
    const value: unknown = JSON.parse(line);
    if (!isSnapshot(value)) continue;
    plain++;
    assert.deepEqual(SnapshotSchema.parse(value), value, `seed ${seed}: ${line}`);
  }
  assert.ok(plain > 500, `only ${plain} of 3000 were plain, seed ${seed}`);
  assert.ok(isSnapshot(JSON.parse(JSON.stringify(snapshot))));
});
