import assert from "node:assert/strict";
import { test } from "node:test";
import { readPolicy } from "../../policy/policy-file.ts";
import { CallsError, testCalls } from "../../policy/test-calls.ts";

const POLICY = readPolicy(`{
  "version": "1", "default": "deny", "hide": ["purge"],
  "tools": {
    "list": {},
    "pay": {
      "deny_if": [{"conditions": [{"path": "args.amount", "op": "gt", "value": 9}], "on_deny": "Too much."}],
      "limits": [
        {"counter": "pay_rate", "window": "minute", "max": 2, "scope": "grant"},
        {"counter": "pay_rate", "window": "hour", "max": 3, "scope": "grant"}
      ]
    }
  }
}`);

const run = (...lines: object[]): string[] =>
  testCalls(POLICY, lines.map((line) => JSON.stringify(line)).join("\n")).map(
    ({ verdict, rule }) => `${verdict} ${rule}`,
  );

test("policy test: each call with its verdict and the rule that gave it", () => {
  assert.deepEqual(
    run(
      { tool: "list" },
      { tool: "purge" },
      { tool: "x" },
      { tool: "pay", arguments: { amount: 10 } },
      { tool: "pay" },
    ),
    ["allow /tools/list", "deny (hidden)", "deny (default deny)", "deny /tools/pay/deny_if/0", "allow /tools/pay"],
  );
});

test("policy test: limits count in the order of the lines, and a denied call takes no place", () => {
  const at = (time: string, amount = 1): object => ({ tool: "pay", at: `2026-01-01T${time}Z`, arguments: { amount } });
  assert.deepEqual(
    run(
      at("10:00:00"),
      at("10:00:01", 10),
      at("10:00:30"),
      at("10:00:59"),
      at("10:01:00"),
      at("10:02:00"),
      at("11:00:00"),
    ),
    [
      "allow /tools/pay",
      "deny /tools/pay/deny_if/0",
      "allow /tools/pay",
      "deny /tools/pay/limits/0",
      "allow /tools/pay",
      "deny /tools/pay/limits/1",
      "allow /tools/pay",
    ],
  );
});

test("policy test: a line that expects something else is marked", () => {
  const [one, two] = testCalls(POLICY, '{"tool":"list","expect":"deny"}\n\n{"tool":"list","expect":"allow"}\n');
  assert.deepEqual([one?.asExpected, two?.asExpected, two?.line], [false, true, 3]);
});

test("policy test: a line that is no call is an error with its number", () => {
  for (const [bad, says] of [
    ['{"tool":"a"}\n{', /^line 2: not JSON/],
    ['{"name":"a"}', /^line 1: tool: /],
    ['{"tool":"a","at":"noon"}', /^line 1: at: /],
    ["null", /^line 1: the call: /],
  ] as const)
    assert.throws(
      () => testCalls(POLICY, bad),
      (error) => error instanceof CallsError && says.test(error.message),
      bad,
    );
});
