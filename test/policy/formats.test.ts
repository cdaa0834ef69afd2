import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decision } from "../../db/records/policy.ts";
import { decide } from "../../policy/decide.ts";
import { fit } from "../../policy/fit.ts";
import { aliasOf, byName, type Format, isAlias, quoted, READERS } from "../../policy/format.ts";
import { FORMATS } from "../../policy/formats.ts";
import { argumentOf, judge, letsThrough } from "../../policy/judge.ts";
import { randomFrom } from "../seeded-random.ts";
import { ACME, ACME_OPTIONS } from "./acme.ts";
import { CEDAR_EVALUATORS } from "./cedar-engine.ts";
import { type Answer, EVALUATORS, type Evaluator } from "./evaluators.ts";
import { type Call, classified, HOSTILE_NAMES, randomCall, randomDecisions, SEED } from "./random-calls.ts";

const ALL: Record<string, Evaluator> = { ...EVALUATORS, ...CEDAR_EVALUATORS };

/** Decided elsewhere: by OPA's engine, and a format that decides nothing. */
const ELSEWHERE = ["rego", "annotations"];

const answer = (action: Decision["action"]): Answer => (action === "limit" ? "allow" : action);

/** Whether the file is more restrictive than the record in a way that the format declares in words. */
const declaredStricter = (
  format: Format,
  decision: Decision,
  call: Call,
  expected: Answer,
  actual: Answer,
): boolean => {
  if (format.id === "gemini-settings") return expected === "allow" && actual === "ask";
  if (format.id === "policy-json") return expected === "ask" && actual === "deny";
  if (format.id !== "intercept" || actual !== "deny") return false;
  return decision.operations.some(
    ({ argument, otherwise }) => letsThrough(otherwise) && argumentOf(call.arguments, argument) === undefined,
  );
};

for (const format of FORMATS.filter(({ id }) => !ELSEWHERE.includes(id))) {
  test(`${format.id}: 10,000 random calls a policy get the record's decision, up to what it declares`, () => {
    const random = randomFrom(SEED);
    const rounds = 4;
    const seen = new Set<Answer>();
    for (let round = 0; round < rounds; round++) {
      const decisions = randomDecisions(random, 50);
      const { text, cannotExpress } = format.render(decisions, ACME_OPTIONS);
      const decide = ALL[format.id]?.(text) ?? assert.fail("no evaluator");
      const unlisted = decide({ name: "a tool that nobody knows", arguments: {} });
      const able = format.id === "policy-json" ? { ...format.able, ask: true } : format.able;
      const fitted = new Map(fit(byName(decisions), able).fitted.map((one) => [one.tool, one]));
      for (let index = 0; index < 10_000; index++) {
        const call = randomCall(random, decisions);
        const actual = decide(call);
        const decision = fitted.get(call.name);
        const expected = decision ? answer(judge(decision, call.arguments).action) : unlisted;
        seen.add(actual);
        if (actual === expected || (decision && declaredStricter(format, decision, call, expected, actual))) continue;
        // What is left: a name that the format refuses, said so, and treated like a tool that it does not know.
        const why = `SEED=${SEED} ${JSON.stringify({ call, expected, actual, decision })}\n${text.slice(0, 3000)}`;
        assert.equal(actual, unlisted, why);
        assert.ok(
          cannotExpress.some((line) => line.startsWith("Left out and so") && line.includes(quoted([call.name]))),
          why,
        );
      }
    }
    assert.ok(seen.size >= 2, "the random calls all got the same answer");
  });
}

test("no product lets through without a person what the record denies or asks about", () => {
  const random = randomFrom(SEED);
  for (let round = 0; round < 20; round++) {
    const decisions = randomDecisions(random, 50);
    for (const format of FORMATS) {
      const fitted = new Map(fit(decisions, format.able).fitted.map((one) => [one.tool, one]));
      for (let index = 0; index < 200; index++) {
        const call = randomCall(random, decisions);
        const decision = decisions.find(({ tool }) => tool === call.name);
        const after = fitted.get(call.name);
        if (!decision || !after || letsThrough(judge(decision, call.arguments).action)) continue;
        assert.ok(
          !letsThrough(judge(after, call.arguments).action),
          `SEED=${SEED} ${format.id} ${JSON.stringify(call)}`,
        );
      }
    }
  }
});

test("a tool whose name is hostile comes out right or is named as left out", () => {
  for (const format of FORMATS.filter(({ id }) => !ELSEWHERE.includes(id)))
    for (const name of [
      ...HOSTILE_NAMES,
      "<<",
      "a,b",
      "x)",
      "a__b",
      "lone\ud800",
      "..",
      "-rf",
      "=",
      "a:b",
      "[x]",
      "y",
    ]) {
      const { text, cannotExpress } = format.render(
        [decide(classified(name, "Read")), decide(classified("plain", "Read"))],
        ACME_OPTIONS,
      );
      const decided = ALL[format.id]?.(text) ?? assert.fail();
      const plain = decided({ name: "plain", arguments: {} });
      assert.equal(plain, format.id === "gemini-settings" ? "ask" : "allow", `${format.id} ${JSON.stringify(name)}`);
      const given = decided({ name, arguments: {} });
      const leftOut = cannotExpress.some((line) => line.startsWith("Left out and so"));
      const expected = leftOut ? decided({ name: "a tool that nobody knows", arguments: {} }) : plain;
      assert.equal(given, expected, `${format.id} ${JSON.stringify(name)}\n${text}`);
      assert.doesNotMatch(
        text,
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        `${format.id} prints control characters`,
      );
      assert.doesNotMatch(cannotExpress.join(), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
});

test("a server with nothing to let through is closed, not open", () => {
  for (const format of FORMATS.filter(({ id }) => !ELSEWHERE.includes(id))) {
    const { text } = format.render([decide(classified("purge", "Destructive"))], ACME_OPTIONS);
    const decided = ALL[format.id]?.(text) ?? assert.fail();
    assert.equal(decided({ name: "purge", arguments: {} }), format.able.deny ? "deny" : "ask", format.id);
  }
});

test("a name that can be no key in a configuration is refused where it is written", () => {
  for (const alias of ["", "a b", "a'b", "__proto__", "a.b", "npm/@acme/x", "x".repeat(61)]) {
    assert.equal(isAlias(alias), false, alias);
    for (const format of FORMATS.filter(({ id }) => !["policy-json", "annotations"].includes(id)))
      assert.throws(() => format.render(ACME, { ...ACME_OPTIONS, alias }), RangeError, format.id);
  }
});

test("a server whose user chose no key gets one from its name", () => {
  const cases = [
    ["npm/@acme/files", "files"],
    ["io.github.Acme/My_Server", "my-server"],
    ["io.test/123-go", "go"],
    ["🧨", "server"],
    ["a/42", "a"],
  ] as const;
  for (const [name, alias] of cases) assert.equal(aliasOf(name), alias);
  for (const [name] of cases) assert.ok(isAlias(aliasOf(name)));
});

test("every format says what it is, what it was checked against, and has an evaluator", () => {
  for (const format of FORMATS) {
    for (const field of ["product", "says", "fileName", "mediaType", "checkedAgainst"] as const)
      assert.ok(format[field].length >= 3, `${format.id}.${field}`);
    assert.ok(READERS[format.readBy], `${format.id}.readBy`);
    assert.ok(ELSEWHERE.includes(format.id) || ALL[format.id], `${format.id} is decided by no test`);
  }
});
