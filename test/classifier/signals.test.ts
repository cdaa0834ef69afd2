import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { ToolFacts } from "../../classifier/facts.ts";
import { literalsOf } from "../../classifier/pattern-literals.ts";
import { readFacts } from "../../classifier/read-facts.ts";
import { RULES } from "../../classifier/rules.ts";
import { signalsOf } from "../../classifier/signals.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";
import { belowFrom, seedOf } from "../seeded-random.ts";
import { exampleSnapshot } from "./example-snapshot.ts";

/* Rules are asked only of tools that have one of their literals: that must never change what they find. */

const known: [RegExp, ...(readonly string[])[]][] = [
  [/\bread[- ]only\b/, ["read-only", "read only"]],
  [/\b(delete|remove)d?\b/, ["delete", "deleted", "remove", "removed"]],
  [/^(id|ids)$/, ["id", "ids"]],
  [/\bcosts? \$ ?\d/, ["cost $", "cost $ ", "costs $", "costs $ "]],
  [/(?<!un)lock(?!er)\w*/, ["lock"]],
  [/\b(get|list) (\w+ ){0,3}users?$/, ["get ", "list "], ["user", "users"]],
  [/\bx(y|z)+\b/, ["x"], ["y", "z"]],
  [/(ab){2,}c?/, ["ab"]],
  [/执行.{0,8}(命令|代码)/, ["执行"], ["命令", "代码"]],
  [
    /(read|tail) .*(logs?|file)|(cat) [a-z]+|dump/,
    ["read ", "tail ", "cat ", "dump"],
    ["log", "logs", "file", "cat ", "dump"],
  ],
  [/a\.b|c\/d/, ["a.b", "c/d"]],
  [/(maybe)?/],
  [/\w+|word/],
  [/[a-z]{3}/],
  [/(?:x|)y*/],
  [/Word/, ["Word"]],
  [/Word/i, ["word"]],
  [/Wörd/i],
  [/(a)\1/],
  [/\u0041b/],
];

for (const [pattern, ...literals] of known) {
  test(`what ${pattern} cannot match without`, () => assert.deepEqual(literalsOf(pattern), literals));
}

test("most rules with patterns have literals", () => {
  const without = RULES.filter((rule) => !rule.needs && !rule.verbs).map((rule) => rule.id);
  assert.ok(without.length < 15, without.join(" "));
});

const differences = (all: readonly ToolFacts[]): string[] =>
  all
    .filter((facts) => {
      const asked = RULES.flatMap((rule) => rule.find(facts));
      return JSON.stringify(asked) !== JSON.stringify(signalsOf(facts));
    })
    .map(({ name }) => name);

test("the rules that are not asked would have said nothing: their own examples", () => {
  const examples = RULES.flatMap(({ examples: { hits, misses } }) => [...hits, ...misses]);
  assert.ok(examples.length > 500, String(examples.length));
  for (const example of examples) assert.deepEqual(differences(readFacts(exampleSnapshot(example))), []);
});

test("the rules that are not asked would have said nothing: words of their patterns in random order", (t) => {
  const seed = seedOf(t);
  const random = belowFrom(seed);
  const words = [
    ...new Set(RULES.flatMap((rule) => Object.values(rule.needs ?? {}).flat(2)).flatMap((word) => word.split(" "))),
    ..."a the any of to with and or not x1 123 é 删除 ファイル".split(" "),
  ];
  const pick = (count: number): string[] => Array.from({ length: count }, () => words[random(words.length)] ?? "");
  for (let round = 0; round < 3000; round++) {
    const properties = Object.fromEntries(
      pick(random(4)).map((name) => [pick(random(2)).concat(name).join("_"), { type: random(2) ? "string" : "array" }]),
    );
    const tool = {
      name: pick(1 + random(4)).join("_") || "x",
      description: pick(random(30)).join(random(6) ? " " : ", "),
      inputSchema: { type: "object", properties, required: Object.keys(properties).slice(0, random(3)) },
    };
    assert.deepEqual(
      differences(readFacts({ server: { name: "s" }, tools: [tool] })),
      [],
      `seed ${seed}: ${JSON.stringify(tool)}`,
    );
  }
});

const corpus = fileURLToPath(new URL("../../../shared/corpus/servers.jsonl.gz", import.meta.url));

test("the rules that are not asked would have said nothing: the corpus", {
  skip: existsSync(corpus) ? false : "the corpus is not beside the repository",
}, () => {
  for (const line of gunzipSync(readFileSync(corpus)).toString().split("\n"))
    if (line !== "") assert.deepEqual(differences(readFacts(JSON.parse(line) as Snapshot)), []);
});
