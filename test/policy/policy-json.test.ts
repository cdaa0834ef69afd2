import assert from "node:assert/strict";
import { test } from "node:test";
import { CATEGORIES, type Category, type Classification } from "../../db/records/classification.ts";
import { decide } from "../../policy/decide.ts";
import { policyJson, policyOf } from "../../policy/formats/policy-json.ts";
import { readPolicy } from "../../policy/policy-file.ts";

const RISK = { Read: "Low", Write: "Medium", Execute: "High", Destructive: "Critical", Financial: "Critical" } as const;

const classified = (tool: string, category: Category): Classification => ({
  server: "acme",
  tool,
  fingerprint: "0".repeat(64),
  category,
  risk: RISK[category],
  confidence: 0.9,
  capabilities: [],
  evidence: [],
  rationale: "A test says so.",
  findings: [],
  classifier: { method: "test", version: "1" },
});

const options = { alias: "acme", serverName: "io.test/acme" };
const write = (...tools: [string, Category][]): string =>
  policyJson.render(
    tools.map(([name, category]) => decide(classified(name, category))),
    options,
  ).text;

test("the tool that began it all gets its policy byte for byte", () => {
  const expected = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "resume_background_task": {
      "limits": [
        {
          "counter": "resume_background_task_rate",
          "window": "minute",
          "max": 10,
          "scope": "grant"
        }
      ]
    }
  }
}`;
  assert.equal(write(["resume_background_task", "Execute"]), expected);
});

const EXPECTED: Record<Category, string> = {
  Read: `{"version":"1","default":"deny","tools":{"Do.It":{}}}`,
  Write: `{"version":"1","default":"deny","tools":{"Do.It":{"limits":[{"counter":"do.it_rate","window":"minute","max":30,"scope":"grant"}]}}}`,
  Execute: `{"version":"1","default":"deny","tools":{"Do.It":{"limits":[{"counter":"do.it_rate","window":"minute","max":10,"scope":"grant"}]}}}`,
  Destructive: `{"version":"1","default":"deny","hide":["Do.It"]}`,
  Financial: `{"version":"1","default":"deny","tools":{"Do.It":{"deny_if":[{"conditions":[],"on_deny":"Requires human approval."}]}}}`,
};
for (const category of CATEGORIES) {
  test(`${category}: the documented shape`, () => {
    assert.equal(JSON.stringify(JSON.parse(write(["Do.It", category]))), EXPECTED[category]);
  });
}

test("a server's policy says of each tool what the tool's own policy says", () => {
  const tools = CATEGORIES.map((category): [string, Category] => [`${category}_it`, category]);
  const whole = readPolicy(write(...tools));
  for (const [name, category] of tools) {
    const own = readPolicy(write([name, category]));
    assert.deepEqual(whole.tools?.[name], own.tools?.[name]);
    assert.equal(whole.hide?.includes(name) ?? false, own.hide?.includes(name) ?? false);
  }
  assert.deepEqual(Object.keys(JSON.parse(write(...tools))), ["version", "default", "hide", "tools"]);
});

const HOSTILE = [
  "__proto__",
  "constructor",
  "toString",
  'a"b',
  "a\\b",
  "a\nb",
  "a.b/c",
  "🧨",
  "\u0000",
  "x".repeat(128),
];
for (const name of HOSTILE) {
  test(`a tool called ${JSON.stringify(name).slice(0, 20)} comes back as it went in`, () => {
    const policy = readPolicy(write([name, "Write"], ["other", "Read"]));
    assert.deepEqual(Object.keys(policy.tools ?? {}).sort(), [name, "other"].sort());
    assert.deepEqual(
      policy.tools?.[name]?.limits?.map(({ counter, max }) => [counter, max]),
      [[`${name.toLowerCase()}_rate`, 30]],
    );
    assert.deepEqual(readPolicy(write([name, "Destructive"])).hide, [name]);
  });
}

test("a policy that is not of the shape is refused, also under the name __proto__", () => {
  for (const bad of [
    "{}",
    `{"version":"2","default":"deny"}`,
    `{"version":"1","default":"deny","tools":{"a":{"rate_limit":5}}}`,
    `{"version":"1","default":"deny","tools":{"__proto__":{"rate_limit":5}}}`,
    `{"version":"1","default":"deny","tools":{"a":{"limits":[{"counter":"a","window":"minute","max":0,"scope":"grant"}]}}}`,
  ])
    assert.throws(() => readPolicy(bad), { name: "ZodError" }, bad);
});

test("a name that a server lists twice gets the more restrictive decision", () => {
  const twice = [decide(classified("x", "Destructive")), decide(classified("x", "Read"))];
  assert.deepEqual(JSON.parse(JSON.stringify(policyOf(twice))), { version: "1", default: "deny", hide: ["x"] });
});
