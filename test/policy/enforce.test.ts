import assert from "node:assert/strict";
import { test } from "node:test";
import type { Policy } from "../../db/records/policy.ts";
import { enforce } from "../../policy/enforce.ts";
import { policyOf } from "../../policy/formats/policy-json.ts";
import { judge, letsThrough } from "../../policy/judge.ts";
import { readPolicy } from "../../policy/policy-file.ts";
import { randomFrom } from "../seeded-random.ts";
import { randomCall, randomDecisions, SEED } from "./random-calls.ts";

test("10,000 random calls on each of ten policies get the neutral record's decision", () => {
  const random = randomFrom(SEED);
  let allowed = 0;
  for (let round = 0; round < 10; round++) {
    const decisions = randomDecisions(random, 60);
    const policy = readPolicy(JSON.stringify(policyOf(decisions)));
    const byTool = new Map(decisions.map((decision) => [decision.tool, decision]));
    for (let index = 0; index < 10_000; index++) {
      const call = randomCall(random, decisions);
      const decision = byTool.get(call.name);
      // The name means every tool, so it is left out of the policy and denied by default.
      const expected = decision && call.name !== "*" ? judge(decision, call.arguments).action : "deny";
      const verdict = enforce(policy, call.name, call.arguments);
      if (verdict.allowed) allowed++;
      assert.equal(
        verdict.allowed,
        letsThrough(expected),
        `SEED=${SEED} ${JSON.stringify({ call, decision, verdict })}`,
      );
      if (verdict.allowed)
        assert.deepEqual(
          verdict.limits.map(({ limit: { window, max } }) => ({ window, max })),
          decision?.limit ? [decision.limit] : [],
        );
      else assert.notEqual(verdict.text, "");
    }
  }
  assert.ok(allowed > 20_000 && allowed < 80_000, `${allowed} of 100,000 allowed: the random calls test too little`);
});

const POLICY: Policy = readPolicy(
  JSON.stringify({
    version: "1",
    default: "deny",
    hide: ["purge"],
    all_tools: { limits: [{ counter: "all", window: "hour", max: 100, scope: "grant" }] },
    tools: {
      list: {},
      refund: {
        require: [{ conditions: [{ path: "args.order.id", op: "exists", value: true }], on_deny: "Name the order." }],
        deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 50 }], on_deny: "Too much." }],
        limits: [{ counter: "refund_rate", window: "minute", max: 2, scope: "grant" }],
      },
      "a/b~c": { deny_if: [{ conditions: [], on_deny: "Requires human approval." }] },
    },
  }),
);

const TABLE: [tool: string, args: Record<string, unknown>, rule: string, text: string][] = [
  ["list", {}, "/tools/list", ""],
  ["purge", {}, "(hidden)", "This tool is not available."],
  ["nobody", {}, "(default deny)", "The policy does not list this tool."],
  ["toString", {}, "(default deny)", "The policy does not list this tool."],
  ["refund", { order: { id: 7 }, amount: 50 }, "/tools/refund", ""],
  ["refund", { order: { id: 7 } }, "/tools/refund", ""],
  ["refund", { order: { id: 7 }, amount: 51 }, "/tools/refund/deny_if/0", "Too much."],
  ["refund", { order: { id: 7 }, amount: "9" }, "/tools/refund/deny_if/0", "Too much."],
  ["refund", { order: { id: 7 }, amount: null }, "/tools/refund", ""],
  ["refund", { order: {} }, "/tools/refund/require/0", "Name the order."],
  ["refund", { order: { id: null } }, "/tools/refund/require/0", "Name the order."],
  ["refund", {}, "/tools/refund/require/0", "Name the order."],
  ["refund", { "order.id": 7 }, "/tools/refund/require/0", "Name the order."],
  ["a/b~c", {}, "/tools/a~1b~0c/deny_if/0", "Requires human approval."],
];
for (const [tool, args, rule, text] of TABLE) {
  test(`${tool} ${JSON.stringify(args)}: ${rule}`, () => {
    const verdict = enforce(POLICY, tool, args);
    assert.deepEqual([verdict.rule, verdict.text, verdict.allowed], [rule, text, text === ""]);
  });
}

test("an allowed call counts against the limits of all tools and its own", () => {
  assert.deepEqual(
    enforce(POLICY, "refund", { order: { id: 7 } }).limits.map(({ pointer }) => pointer),
    ["/all_tools/limits/0", "/tools/refund/limits/0"],
  );
});
