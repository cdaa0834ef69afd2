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
