import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyServer } from "../../classifier/classify.ts";
import { compareClassifications, readClassifications, renderComparison } from "../../classifier/compare.ts";

const run = classifyServer({
  server: { name: "box" },
  tools: [
    { name: "list_items", description: "Lists items" },
    { name: "delete_item", description: "Deletes an item" },
    { name: "add_item", description: "Adds an item" },
  ],
});

test("verdicts gained, lost and moved are told apart", () => {
  const [list, remove, add] = run;
  assert.ok(list && remove && add);
  const before = [list, { ...remove, category: "Write" as const, risk: "Medium" as const }];
  const result = compareClassifications(before, [remove, add]);
  assert.deepEqual(
    result.gained.map(({ tool }) => tool),
    ["add_item"],
  );
  assert.deepEqual(
    result.lost.map(({ tool }) => tool),
    ["list_items"],
  );
  assert.deepEqual(
    result.moved.map(({ tool, before: old, after }) => [tool, old.category, after.category]),
    [["delete_item", "Write", "Destructive"]],
  );
  assert.equal(result.same, 0);
  assert.match(renderComparison(result), /1 gained, 1 lost, 1 moved, 0 the same\n$/);
});

test("capabilities and operations that changed are told, also under the same verdict", () => {
  const [manage] = classifyServer({
    server: { name: "box" },
    tools: [
      {
        name: "manage_item",
        description: "Manages items",
        inputSchema: { type: "object", properties: { action: { type: "string", enum: ["list", "create", "delete"] } } },
      },
    ],
  });
  const [list] = run;
  assert.ok(list && manage?.operations);
  const [first, ...rest] = manage.operations;
  assert.ok(first);
  const before = [
    { ...list, capabilities: ["bulk" as const, "shell" as const] },
    {
      ...manage,
      operations: [
        { ...first, category: "Financial" as const },
        { ...first, value: "purge\n" },
      ],
    },
  ];
  const result = compareClassifications(before, [{ ...list, capabilities: ["reads-files", "bulk"] }, manage]);
  assert.equal(result.moved.length, 0);
  assert.deepEqual(
    result.altered.map(({ tool, capabilities }) => [tool, capabilities]),
    [
      ["list_items", { gained: ["reads-files"], lost: ["shell"] }],
      ["manage_item", { gained: [], lost: [] }],
    ],
  );
  const text = renderComparison(result);
  assert.match(text, /^can {5}box\/list_items {2}\+reads-files -shell$/m);
  assert.match(text, /^reads-files: 1 gained, 0 lost$/m);
  assert.match(
    text,
    new RegExp(`^does {4}box/manage_item {2}action=list {2}Financial ${first.risk} → ${first.category}`, "m"),
  );
  for (const { value, category, risk } of rest)
    assert.ok(text.includes(`does    box/manage_item  action=${value}  none → ${category} ${risk}\n`), text);
  assert.match(text, /action=purge\ufffd {2}\w+ \w+ → none$/m);
  assert.match(
    text,
    /^2 of the same verdict with other capabilities or operations\n0 gained, 0 lost, 0 moved, 0 the same\n$/m,
  );
});

test("a run compared with itself is the same, also where a name stands twice", () => {
  const twice = [...run, ...run];
  assert.equal(compareClassifications(twice, twice).same, twice.length);
});

test("control characters of names do not reach the terminal", () => {
  const [first] = run;
  assert.ok(first);
  const text = renderComparison(compareClassifications([], [{ ...first, tool: "a\u001b[2Jb" }]));
  assert.ok(!text.includes("\u001b"));
});

test("lines are read back and a bad one is named", () => {
  const lines = run.map((each) => JSON.stringify(each));
  assert.deepEqual([...readClassifications(lines)], run);
  assert.throws(() => [...readClassifications([lines[0] ?? "", "{}"])], /^Error: line 2: not a classification/);
});
