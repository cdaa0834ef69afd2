import assert from "node:assert/strict";
import { test } from "node:test";
import { decide } from "../../policy/decide.ts";
import { diffPolicies } from "../../policy/diff.ts";
import { enforce } from "../../policy/enforce.ts";
import { policyOf } from "../../policy/formats/policy-json.ts";
import { readPolicy } from "../../policy/policy-file.ts";
import { PROFILES } from "../../policy/profile.ts";
import { randomFrom } from "../seeded-random.ts";
import { classified, randomCall, randomDecisions, SEED } from "./random-calls.ts";

const policy = (body: object): ReturnType<typeof readPolicy> =>
  readPolicy(JSON.stringify({ version: "1", default: "deny", ...body }));
const cap = (value: number): object => ({
  deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value }], on_deny: "Too much." }],
});
const rate = (max: number): object => ({ limits: [{ counter: "r", window: "minute", max, scope: "grant" }] });

const said = (before: object, after: object): string[] =>
  diffPolicies(policy(before), policy(after)).map(
    ({ tool, kind, says, example }) => `${tool ?? "*"} ${kind}: ${says}${example ? ` ${JSON.stringify(example)}` : ""}`,
  );

test("policy diff: tools that open and close", () => {
  assert.deepEqual(said({ tools: { a: {}, b: {} }, hide: ["c"] }, { tools: { a: {}, c: rate(5) }, hide: ["b"] }), [
    "c possible: hidden, now let through, up to 5 per minute (r)",
    "b stops: let through, now hidden",
  ]);
});

test("policy diff: a cap that rises makes calls possible, with one as an example", () => {
  assert.deepEqual(said({ tools: { pay: cap(50) } }, { tools: { pay: cap(90) } }), [
    'pay possible: no longer: args.amount gt 50 is denied {"amount":51}',
    "pay stops: new: args.amount gt 90 is denied",
  ]);
});

test("policy diff: limits", () => {
  assert.deepEqual(said({ tools: { a: rate(5), b: rate(5), c: {} } }, { tools: { a: rate(9), b: {}, c: rate(1) } }), [
    "a possible: limit 5 per minute (r) is now 9 per minute",
    "b possible: no longer limited to 5 per minute (r)",
    "c stops: now limited to 1 per minute (r)",
  ]);
});

test("policy diff: the default, and the limits of all tools", () => {
  assert.deepEqual(said({}, { default: "allow", all_tools: rate(3) }), [
    "* possible: denied, now let through",
    "* stops: all tools together: now limited to 3 per minute (r)",
  ]);
});

test("policy diff: the same policy differs in nothing", () => {
  const random = randomFrom(SEED);
  const one = policyOf(randomDecisions(random, 60));
  assert.deepEqual(diffPolicies(one, readPolicy(JSON.stringify(one))), []);
});

test("policy diff: every random call whose verdict changes is of a tool that the diff names so", () => {
  const random = randomFrom(SEED);
  for (let round = 0; round < 10; round++) {
    const [a, b] = [randomDecisions(random, 40), randomDecisions(random, 40)];
    const [before, after] = [policyOf(a), policyOf(b)];
    const changes = diffPolicies(before, after);
    for (const { tool, kind, example } of changes)
      if (tool !== null && example)
        assert.deepEqual(
          [enforce(before, tool, example).allowed, enforce(after, tool, example).allowed],
          kind === "possible" ? [false, true] : [true, false],
        );
    for (let index = 0; index < 2_000; index++) {
      const call = randomCall(random, index % 2 === 0 ? a : b);
      const [was, is] = [before, after].map((one) => enforce(one, call.name, call.arguments).allowed);
      if (was === is) continue;
      const kind = is ? "possible" : "stops";
      const found = changes.some((change) => change.tool === call.name && change.kind === kind);
      assert.ok(found, `SEED=${SEED} ${kind} ${JSON.stringify(call)}`);
    }
  }
});

test("policy diff: from strict to permissive nothing stops", () => {
  const tools = (["Read", "Write", "Execute", "Financial"] as const).map((category) => classified(category, category));
  const of = (name: keyof typeof PROFILES) => policyOf(tools.map((one) => decide(one, undefined, PROFILES[name])));
  const kinds = new Set(diffPolicies(of("strict"), of("permissive")).map(({ kind }) => kind));
  assert.deepEqual([...kinds], ["possible", "text"]);
});
