import assert from "node:assert/strict";
import { test } from "node:test";
import { yamlText } from "../../policy/yaml-text.ts";
import { yamlText as yamlInBrowser } from "../../site/browser-policy/yaml-text.ts";
import { HOSTILE } from "./hostile-text.ts";

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

test("a browser writes the YAML that the library writes", (context) => {
  const seed = Date.now() % 1_000_000;
  context.diagnostic(`seed ${seed}`);
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const PIECES = [
    "a",
    " ",
    "\n",
    "\n\n",
    "\\",
    '"',
    "\t",
    "\u0007",
    "\u001f",
    "# x",
    ": ",
    "- ",
    "---",
    "%",
    "word ",
    "\u2028",
    "é",
  ];
  const text = (): string =>
    random() < 0.2 ? pick(HOSTILE) : Array.from({ length: Math.floor(random() * 24) }, () => pick(PIECES)).join("");
  const value = (depth: number): unknown => {
    const kind = random();
    if (depth === 0 || kind < 0.45) return pick([text(), text(), 0, 30, -1.5, true, false, null]);
    const size = Math.floor(random() * 4);
    if (kind < 0.65) return Array.from({ length: size }, () => value(depth - 1));
    return Object.fromEntries(
      Array.from({ length: size }, () => [pick([text(), "tools", "yes", "name"]), value(depth - 1)]),
    );
  };
  for (let round = 0; round < 2_000; round++) {
    const given = { tools: value(4) };
    assert.equal(yamlInBrowser(given), yamlText(given), JSON.stringify(given));
  }
  const long = { ["k".repeat(1500)]: { a: 1 }, [`${"k".repeat(1500)}2`]: "v" };
  assert.equal(yamlInBrowser(long), yamlText(long));
});
