import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArgumentRule, Check } from "../../db/records/policy.ts";
import { mustOnly, passes, patternsOf } from "../../policy/argument-checks.ts";

const TEXTS = ["", " ", "a", "/", "https://", "https:///", "ls", "\n", "é", "a b"];

for (const check of ["one-of", "under", "hosts", "commands"] satisfies Check[])
  test(`${check} of nothing lets no text through, the empty one included`, () => {
    const rule: ArgumentRule = { argument: "x", required: true, check, values: [], onDeny: "", leaves: "" };
    const patterns = [...(patternsOf(rule)?.must ?? []), ...(mustOnly(rule) ?? [])];
    for (const text of TEXTS) {
      assert.equal(passes(rule, text), false, JSON.stringify(text));
      assert.ok(
        patterns.some((pattern) => !new RegExp(pattern).test(text)),
        JSON.stringify({ text, patterns }),
      );
    }
  });
