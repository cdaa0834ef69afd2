import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToolFacts } from "../../classifier/facts.ts";
import { readFacts } from "../../classifier/read-facts.ts";
import { RULES } from "../../classifier/rules.ts";
import { fieldText } from "../../db/records/definition.ts";
import { exampleSnapshot } from "./example-snapshot.ts";

const factsOf = (example: Parameters<typeof exampleSnapshot>[0]): ToolFacts =>
  readFacts(exampleSnapshot(example))[0] as ToolFacts;

for (const rule of RULES) {
  test(`rule ${rule.id} keeps its examples`, () => {
    assert.ok(rule.asks.endsWith("?"), "asks no question");
    assert.ok(rule.because.length > 20, "gives no reason");
    assert.ok(rule.examples.hits.length > 0 && rule.examples.misses.length > 0, "has no examples");
    const wrong: string[] = [];
    for (const hit of rule.examples.hits) {
      const facts = factsOf(hit);
      const signals = rule.find(facts);
      if (signals.length === 0) wrong.push(`silent on ${JSON.stringify(hit)}`);
      for (const { rule: id, field, start, end } of signals) {
        assert.equal(id, rule.id);
        const quote = fieldText(facts.definition, field).slice(start, end);
        if (quote.length === 0 || quote.length !== end - start) wrong.push(`quotes nothing in ${JSON.stringify(hit)}`);
      }
    }
    for (const miss of rule.examples.misses) {
      if (rule.find(factsOf(miss)).length > 0) wrong.push(`fires on ${JSON.stringify(miss)}`);
    }
    assert.deepEqual(wrong, []);
  });
}

test("no verb belongs to two rules", () => {
  const owners = new Map<string, string[]>();
  for (const rule of RULES) {
    for (const verb of [...(rule.verbs?.english ?? []), ...(rule.verbs?.other ?? [])])
      owners.set(verb, [...(owners.get(verb) ?? []), rule.id]);
  }
  assert.deepEqual(
    [...owners].filter(([, rules]) => rules.length > 1),
    [],
  );
});
