import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPolicyText } from "../../policy/check.ts";
import { policyJson } from "../../policy/formats/policy-json.ts";
import { randomFrom } from "../seeded-random.ts";
import { ACME, ACME_OPTIONS } from "./acme.ts";
import { randomDecisions, SEED } from "./random-calls.ts";

const said = (text: string, ...names: string[]): string[] =>
  checkPolicyText(text, names.length > 0 ? names.map((name) => ({ name })) : undefined).problems.map(
    ({ line, column, level, says }) => `${line}:${column} ${level} ${says}`,
  );

const tool = (rules: string): string =>
  `{\n  "version": "1",\n  "default": "deny",\n  "tools": {\n    "a": ${rules}\n  }\n}`;
const when = (...conditions: string[]): string => `{"conditions": [${conditions.join(", ")}], "on_deny": "no"}`;
const is = (path: string, op: string, value: string): string => `{"path": "${path}", "op": "${op}", "value": ${value}}`;
const limit = (counter: string, max: number): string =>
  `{"counter": "${counter}", "window": "minute", "max": ${max}, "scope": "grant"}`;

const CASES: [why: string, text: string, expected: string[]][] = [
  ["a good policy", tool(`{"deny_if": [${when(is("args.x", "gt", "5"))}]}`), []],
  ["no JSON", `{"version": "1",\n  "default": }`, ["2:14 error not JSON: ValueExpected"]],
  ["a comment", `{\n// x\n"version": "1", "default": "deny"}`, ["2:1 error not JSON: InvalidCommentToken"]],
  ["nothing", "", ["1:1 error not JSON: ValueExpected"]],
  [
    "a key twice",
    `{"version": "1",\n "default": "deny",\n "default": "allow"}`,
    ['3:2 error the key "default" stands twice'],
  ],
  ["another version", `{\n  "version": "2",\n  "default": "deny"\n}`, ['2:3 error Invalid input: expected "1"']],
  ["an unknown key", tool(`{"rate_limit": 5}`), ['5:5 error Unrecognized key: "rate_limit"']],
  [
    "a bad pattern",
    tool(`{"deny_if": [${when(is("args.x", "regex", '"("'))}]}`),
    ["5:73 error not a pattern: Invalid regular expression: /(/: Unterminated group"],
  ],
  [
    "look-around",
    tool(`{"deny_if": [${when(is("args.x", "regex", '"^(?!a)"'))}]}`),
    ["5:73 warning look-around and back-references are unknown to gateways written in Go or Rust"],
  ],
  [
    "a bad path",
    tool(`{"deny_if": [${when(is("x", "eq", "1"))}]}`),
    ['5:40 error the path "x" is not args. and the name of an argument'],
  ],
  [
    "a bad value",
    tool(`{"deny_if": [${when(is("args.x", "gt", '"5"'))}]}`),
    ["5:70 error the operator gt needs a number"],
  ],
  [
    "an empty list",
    tool(`{"require": [${when(is("args.x", "in", "[]"))}]}`),
    ["5:70 error the operator in needs a list that is not empty"],
  ],
  [
    "a requirement of nothing",
    tool(`{"require": [${when()}]}`),
    ["5:23 error dead: a requirement without conditions always holds"],
  ],
  [
    "a requirement that nobody meets",
    tool(`{"require": [${when(is("args.x", "gt", "5"), is("args.x", "lt", "5"))}]}`),
    ["5:23 error no call can fulfil these conditions, so the tool is always denied"],
  ],
  [
    "a rule that never denies",
    tool(`{"deny_if": [${when(is("args.x", "eq", '"a"'), is("args.x", "in", '["b", "c"]'))}]}`),
    ["5:23 error dead: no call can fulfil these conditions"],
  ],
  [
    "a rule behind a wider one",
    tool(`{"deny_if": [${when(is("args.x", "gt", "5"))},\n${when(is("args.y", "eq", "1"), is("args.x", "gt", "5"))}]}`),
    ["6:1 error shadowed: rule 1 denies all of this already"],
  ],
  [
    "rules behind a denial of everything",
    tool(
      `{\n"require": [${when(is("args.x", "gt", "5"))}],\n"deny_if": [${when()}],\n"limits": [${limit("a_rate", 5)}]}`,
    ),
    ["6:1 error dead: rule 1 denies every call", "8:1 error dead: rule 1 denies every call"],
  ],
  [
    "a limit that is never reached",
    tool(`{"limits": [${limit("a", 5)},\n${limit("a", 9)}]}`),
    ["6:1 error shadowed: limit 1 is reached first"],
  ],
  [
    "rules of a hidden tool",
    `{"version": "1", "default": "deny", "hide": ["a",\n"a"],\n"tools": {"a": {}}}`,
    ['2:1 error shadowed: "a" is hidden already', "3:11 error dead: the tool is hidden, so its rules are never asked"],
  ],
  [
    "an allowance that is the default",
    `{"version": "1", "default": "allow", "tools": {\n"a": {}}}`,
    ["2:1 error dead: tools are allowed by default, so this says nothing"],
  ],
];
for (const [why, text, expected] of CASES) {
  test(`policy check: ${why}`, () => {
    assert.deepEqual(said(text), expected);
  });
}

test("policy check: names that the server does not have, with the line", () => {
  const text = `{"version": "1", "default": "deny", "hide": [\n"drop-table"],\n"tools": {\n"list_items": {},\n"create": {}}}`;
  assert.deepEqual(said(text, "list_items", "drop_table"), [
    '2:1 error the server has no tool "drop-table"; did you mean "drop_table"?',
    '5:1 error the server has no tool "create"',
  ]);
});

test("policy check: arguments that the tool does not have", () => {
  const text = tool(`{"deny_if": [${when(is("args.sum", "gt", "5"))}]}`);
  const { problems } = checkPolicyText(text, [{ name: "a", inputSchema: { properties: { amount: {} } } }]);
  assert.deepEqual(
    problems.map(({ line, says }) => [line, says]),
    [[5, 'the tool has no argument "sum"']],
  );
});

test("policy check: hostile text is a problem and never an error", () => {
  for (const text of [
    "[",
    "null",
    '"x"',
    "[[[[",
    `{"tools": {"__proto__": 1}}`,
    "\u0000",
    "{}".repeat(10),
    "[".repeat(5_000),
  ])
    assert.ok(checkPolicyText(text).problems.length > 0, text.slice(0, 20));
});

test("policy check: what the format writes has no problem", () => {
  assert.deepEqual(checkPolicyText(policyJson.render(ACME, ACME_OPTIONS).text).problems, []);
  const random = randomFrom(SEED);
  for (let round = 0; round < 20; round++) {
    const { text } = policyJson.render(randomDecisions(random, 40), ACME_OPTIONS);
    const { problems, policy } = checkPolicyText(text);
    assert.deepEqual(problems, [], `SEED=${SEED}`);
    assert.ok(policy);
  }
});
