import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyServer } from "../../../classifier/classify.ts";
import { LEVELS } from "../../../classifier/risk.ts";
import { RULES } from "../../../classifier/rules.ts";
import { floorOf, floorOfRule } from "../../../classifier/second-opinion/floor.ts";
import { merge } from "../../../classifier/second-opinion/merge.ts";
import { CATEGORIES, type Classification, RISKS, type Risk } from "../../../db/records/classification.ts";
import type { Definition } from "../../../db/records/definition.ts";

const verdictOn = (definition: Definition): Classification => {
  const [verdict] = classifyServer({ server: { name: "floor" }, tools: [definition] });
  assert.ok(verdict);
  return verdict;
};

test("every rule that leans to a dangerous category has that category's least risk for a floor, or a higher one", () => {
  for (const rule of RULES) {
    const least = rule.leans ? (LEVELS[rule.leans][0] as Risk) : "Low";
    assert.ok(RISKS.indexOf(floorOfRule(rule)) >= RISKS.indexOf(least), rule.id);
  }
  assert.ok(RULES.filter(({ floor }) => floor).length >= 7);
});

const floors: [Definition, Risk][] = [
  [{ name: "delete_project", description: "Deletes a project with all its data." }, "High"],
  [{ name: "pay_invoice", description: "Pays an invoice from the account's balance." }, "High"],
  [
    {
      name: "run_command",
      description: "Runs a shell command on the machine.",
      inputSchema: { type: "object", properties: { command: { type: "string" } } },
    },
    "High",
  ],
  [{ name: "get_weather", description: "Returns the weather of a city." }, "Low"],
];

for (const [definition, floor] of floors) {
  test(`the floor of ${definition.name} is ${floor}, whatever a model answers`, () => {
    const verdict = verdictOn(definition);
    assert.equal(floorOf(definition, verdict), floor);
    for (const category of CATEGORIES)
      for (const risk of RISKS) {
        const description = String(definition.description);
        const quotes = [{ field: "description" as const, quote: description }];
        const answer = { category, risk, capabilities: [], quotes, why: "it does little" };
        const { classification } = merge(definition, verdict, answer, "model");
        assert.ok(RISKS.indexOf(classification.risk) >= RISKS.indexOf(floor), `${category} ${risk}`);
      }
  });
}

test("a floor is never above the verdict's own risk", () => {
  const definition = { name: "delete_project", description: "Deletes a project." };
  const verdict = verdictOn(definition);
  assert.equal(floorOf(definition, { ...verdict, category: "Write", risk: "Medium" }), "Medium");
});
