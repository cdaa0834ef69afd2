import assert from "node:assert/strict";
import { test } from "node:test";
import type { Capability, Category, Operation } from "../../db/records/classification.ts";
import { type Decision, DecisionSchema } from "../../db/records/policy.ts";
import { decide, decideAll } from "../../policy/decide.ts";
import { judge } from "../../policy/judge.ts";
import { PROFILES, type Profile, readProfile } from "../../policy/profile.ts";
import { randomFrom } from "../seeded-random.ts";
import { computingTime } from "../unhindered-time.ts";
import { classified, randomDecisions, SEED, USER } from "./random-calls.ts";

const decided = (
  category: Category,
  capabilities: Capability[],
  properties: Record<string, unknown>,
  profile: Profile = PROFILES.recommended,
  required: string[] = [],
): Decision =>
  decide(
    classified("it", category, { capabilities }),
    { name: "it", inputSchema: { type: "object", properties, required } },
    profile,
  );

const said = ({ rules, suggestions }: Decision): string[] => [
  ...rules.map(({ argument, check, required }) => `${argument} ${check}${required ? " required" : ""}`),
  ...suggestions.map(({ argument, check }) => `(${argument} ${check})`),
];

const TEXT = { type: "string" };

const CASES: [why: string, decision: Decision, rules: string[]][] = [
  [
    "a path to write",
    decided("Write", ["writes-files"], { filePath: TEXT }),
    ["filePath no-traversal", "(filePath under)"],
  ],
  ["a path to read", decided("Read", ["reads-files"], { filePath: TEXT }), ["(filePath under)"]],
  ["a path with the user's folders", decided("Read", ["reads-files"], { path: TEXT }, USER), ["path under required"]],
  ["a path where nothing reads files", decided("Read", [], { path: TEXT }), []],
  ["an address", decided("Execute", ["network-egress"], { target_url: TEXT }), ["(target_url hosts)"]],
  [
    "an address, strict",
    decided("Execute", ["network-egress"], { url: TEXT }, PROFILES.strict),
    ["url hosts required"],
  ],
  ["an address, permissive", decided("Execute", ["network-egress"], { url: TEXT }, PROFILES.permissive), []],
  ["a statement", decided("Execute", ["runs-sql"], { query: TEXT }), ["query read-only-sql required"]],
  ["a search box", decided("Read", [], { query: TEXT }), []],
  ["a shell", decided("Execute", ["shell"], { command: TEXT }), ["command no-metacharacters", "(command commands)"]],
  [
    "an amount",
    decided("Financial", ["moves-money"], { amount: { type: "number" } }, USER),
    ["amount at-most required"],
  ],
  ["an amount as text", decided("Financial", ["moves-money"], { amount: TEXT }, USER), []],
  ["a branch of a writing tool", decided("Write", [], { branch: TEXT }), ["(branch one-of)"]],
  ["a branch of a reading tool", decided("Read", [], { branch: TEXT }), []],
  ["a denied tool", decided("Destructive", ["writes-files"], { path: TEXT }), []],
  ["a name with a dot", decided("Read", ["reads-files"], { "opts.path": TEXT }), []],
];
for (const [why, decision, rules] of CASES) {
  test(`rules on the arguments of ${why}`, () => {
    assert.deepEqual(said(decision), rules);
    DecisionSchema.parse(decision);
  });
}

test("an argument that gets no rule is named, with the reason", () => {
  assert.deepEqual(decided("Read", ["reads-files"], { paths: { type: "array" }, path: { type: "array" } }).warnings, [
    'No rule on "path": its type is not a plain string.',
  ]);
  assert.match(decided("Read", ["reads-files"], { "x.path": TEXT }).warnings.join(), /its name holds a dot/);
});

test("hostile input schemas give no rule and no error", () => {
  for (const inputSchema of [
    null,
    7,
    [],
    "x",
    { properties: null },
    { properties: [1] },
    { properties: { path: null } },
  ])
    assert.deepEqual(
      decide(classified("it", "Read", { capabilities: ["reads-files"] }), { name: "it", inputSchema }).rules,
      [],
    );
  const long = `${"a_".repeat(50_000)}!`;
  const time = computingTime();
  decided("Execute", ["reads-files", "shell", "runs-sql", "network-egress", "moves-money"], { [long]: TEXT });
  assert.ok(time() < 500, "the patterns for names take time that grows faster than the name");
});

const operation = (value: string, category: Category): Operation => ({
  argument: "action",
  value,
  category,
  risk: "Low",
  confidence: 0.9,
});

test("a tool of several operations: each gets its own, an unknown one what the whole deserves", () => {
  const decision = decide(
    classified("manage", "Destructive", {
      operations: [operation("get", "Read"), operation("update", "Write"), operation("delete", "Destructive")],
    }),
  );
  assert.equal(decision.action, "limit");
  assert.deepEqual(decision.limit, { window: "minute", max: 30 });
  const actions = ["get", "update", "delete", "purge", undefined].map((action) => judge(decision, { action }).action);
  assert.deepEqual(actions, ["limit", "limit", "deny", "deny", "deny"]);
  assert.equal(judge(decision, { action: ["get"] }).action, "deny");
});

test("operations that all get the same as the tool say nothing of their own", () => {
  assert.deepEqual(
    decide(classified("m", "Write", { operations: [operation("a", "Write"), operation("b", "Write")] })).operations,
    [],
  );
});

test("a tool that nobody is sure of is asked about in the strict profile only", () => {
  const unsure = classified("it", "Read", { confidence: 0.4 });
  assert.equal(decide(unsure, undefined, PROFILES.strict).action, "ask");
  assert.equal(decide(unsure).action, "allow");
});

test("a free shell is named as what makes the denial of its siblings moot", () => {
  const [shell, purge, list] = decideAll([
    { classification: classified("run", "Execute", { capabilities: ["shell"] }) },
    { classification: classified("purge", "Destructive") },
    { classification: classified("list", "Read") },
  ]);
  assert.deepEqual(purge?.warnings, [
    '"run" is let through and runs any shell command, so it can do what this rule stops.',
  ]);
  assert.deepEqual([shell?.warnings, list?.warnings], [[], []]);
});

test("read-only SQL and a command list tame the stand-in", () => {
  const sql = classified("sql", "Execute", { capabilities: ["runs-sql"] });
  const definition = { name: "sql", inputSchema: { properties: { sql: TEXT } } };
  const purge = { classification: classified("purge", "Destructive") };
  assert.equal(decideAll([{ classification: sql }, purge])[1]?.warnings.length, 1);
  assert.equal(decideAll([{ classification: sql, definition }, purge])[1]?.warnings.length, 0);
});

test("a user's profile changes what it names and nothing else", () => {
  const profile = readProfile('{"extends":"strict","categories":{"Read":{"action":"deny"}}}');
  assert.equal(profile.categories.Read.action, "deny");
  assert.deepEqual(profile.categories.Write, PROFILES.strict.categories.Write);
  assert.equal(profile.arguments, "required");
  for (const bad of [
    '{"extend":"strict"}',
    '{"categories":{"Read":{"action":"limit"}}}',
    '{"values":{"paths":[""]}}',
    "[]",
  ])
    assert.throws(() => readProfile(bad), { name: "ZodError" }, bad);
  assert.throws(() => readProfile("{"), SyntaxError);
});

test("a decision on a tool is the same alone and among its siblings, and passes its schema", () => {
  const random = randomFrom(SEED);
  for (const decision of randomDecisions(random, 300)) assert.deepEqual(DecisionSchema.parse(decision), decision);
  const tools = [classified("a", "Write"), classified("b", "Execute")].map((classification) => ({ classification }));
  const alone = tools.map(({ classification }) => decide(classification));
  assert.deepEqual(decideAll(tools), alone);
});
