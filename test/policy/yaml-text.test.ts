import assert from "node:assert/strict";
import { test } from "node:test";
import { Document, isScalar, parse, visit } from "yaml";
import { visible } from "../../policy/visible.ts";
import { yamlText } from "../../policy/yaml-text.ts";
import { randomFrom } from "../seeded-random.ts";
import { HOSTILE } from "../site/hostile-text.ts";
import { SEED } from "./random-calls.ts";

test("a text comes back from YAML as it was, whatever its lines hold", () => {
  for (const text of [
    "a name that is longer than forty characters\n \nand has a line of one space",
    "a name that is longer than forty characters \n\n  and spaces around its breaks \n",
    "---\nwhat looks like the beginning of another document\n...\n%TAG",
    `tab\tbell\u0007 override \u202e next \u2028 end ${"x".repeat(300)}`,
  ])
    for (const version of ["1.1", "1.2"] as const) {
      assert.deepEqual(parse(yamlText({ names: [text], [text]: text }), { version }), { names: [text], [text]: text });
    }
});

/** What the library writes when it is told to quote, to fold nothing and to leave the formats' own keys plain. */
const byLibrary = (value: unknown): string => {
  const document = new Document(value, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { key }) {
      const plain = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-zA-Z_]*$/;
      if (isScalar(key) && typeof key.value === "string" && plain.test(key.value)) key.type = "PLAIN";
    },
  });
  const text = document.toString({
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: null,
    lineWidth: 0,
    // The library's own way breaks lines inside a text, and of a line that is one space it makes a backslash and a space.
    doubleQuotedAsJSON: true,
    directives: false,
  });
  return visible(text.trimEnd(), "long");
};

test("what is written are the bytes of the library, which reads them back", () => {
  const random = randomFrom(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const PIECES = ["a", " ", "\n", "\n\n", "\\", '"', "\t", "\u0007", "\u001f", "# x", ": ", "- ", "---", "%", "word "];
  PIECES.push("\u2028", "é", "\ud83d\ude00");
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
    const written = yamlText(given);
    assert.equal(written, byLibrary(given), JSON.stringify(given));
    if (round % 10 === 0) assert.deepEqual(parse(written), given);
  }
  const long = { ["k".repeat(1500)]: { a: 1 }, [`${"k".repeat(1500)}2`]: "v" };
  assert.equal(yamlText(long), byLibrary(long));
});
