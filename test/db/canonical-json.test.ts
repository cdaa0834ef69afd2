import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, MAX_DEPTH } from "../../db/records/definition.ts";
import { belowFrom, seedOf } from "../seeded-random.ts";

/** The definition of the canonical form, word by word, without regard to speed. */
const plainly = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(plainly).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${plainly(child)}`).join(",")}}`;
};

test("the canonical form of random values has sorted keys and nothing between", (t) => {
  const seed = seedOf(t);
  const random = belowFrom(seed);
  const keys = [
    "b",
    "a",
    "10",
    "9",
    "09",
    "",
    "__proto__",
    "toJSON",
    "constructor",
    "ä",
    "\u{1f600}",
    "\uffff",
    "\ud800",
    'q"',
    "\n",
  ];
  const scalars = [null, true, 0, -0, 1e21, 1.5, "", "é", '"\\', "\u2028", "\udc00", "\u0000"];
  const make = (depth: number): unknown => {
    const kind = depth > 5 ? 0 : random(4);
    if (kind < 2) return scalars[random(scalars.length)];
    if (kind === 2) return Array.from({ length: random(5) }, () => make(depth + 1));
    const many = random(20) === 0 ? 40 : random(6);
    const entries = Array.from({ length: many }, (_, at) => {
      const key = many === 40 ? `k${random(1000)}-${at}` : (keys[random(keys.length)] ?? "");
      return `${JSON.stringify(key)}:${JSON.stringify(make(depth + 1))}`;
    });
    return JSON.parse(`{${entries.join(",")}}`);
  };
  for (let round = 0; round < 5000; round++) {
    const value = make(0);
    assert.equal(canonicalJson(value), plainly(value), `seed ${seed}`);
  }
});

test("what is absent is left out of objects and null in lists", () => {
  assert.equal(canonicalJson({ b: undefined, a: [undefined, 1] }), '{"a":[null,1]}');
  assert.equal(canonicalJson(undefined), "null");
});

test("nesting past the limit is an error", () => {
  const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  assert.equal(canonicalJson(nested(MAX_DEPTH + 1)).length, 2 * (MAX_DEPTH + 1));
  assert.throws(() => canonicalJson(nested(MAX_DEPTH + 2)), RangeError);
});
