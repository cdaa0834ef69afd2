import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LEVELS } from "../../../classifier/finding.ts";
import { exampleVerdict } from "../../../classifier/finding-stack.ts";
import { combinationsOf, FINDING_RULES, findingsOf } from "../../../classifier/findings.ts";
import { FindingSchema } from "../../../db/records/classification.ts";
import { fieldText } from "../../../db/records/definition.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("classifier/findings.ts lists exactly the files of classifier/findings/", () => {
  const files = globSync("classifier/findings/*.ts", { cwd: root }).map((file) => file.replace(/^.*[\\/]|\.ts$/g, ""));
  assert.deepEqual(FINDING_RULES.map((rule) => rule.id).sort(), files.sort());
  for (const { id } of FINDING_RULES)
    assert.match(readFileSync(join(root, `classifier/findings/${id}.ts`), "utf8"), new RegExp(`id: "${id}"`));
});

test("every rule says what it asks, what to do and where it is described, and has hits and near misses", () => {
  for (const rule of FINDING_RULES) {
    assert.match(rule.asks, /\?$/, rule.id);
    assert.ok(rule.remedy.length > 20 && rule.references.length > 0, rule.id);
    assert.ok(rule.examples.hits.length > 0 && rule.examples.misses.length > 0, rule.id);
    if (rule.kind !== "text") continue;
    for (const trigger of rule.triggers) assert.doesNotMatch(trigger, /[A-Z]/, rule.id);
    const texts = rule.examples.misses.map((miss) => JSON.stringify(miss.definition).toLowerCase());
    assert.ok(
      texts.some((text) => rule.triggers.some((trigger) => text.includes(trigger))) || rule.id === "encoded-payload",
      `${rule.id}: no near miss holds a trigger`,
    );
  }
});

for (const rule of FINDING_RULES) {
  if (rule.kind === "stack") {
    for (const { why, stack } of rule.examples.hits)
      test(`${rule.id} hits: ${why}`, () => {
        const found = combinationsOf(stack).filter((combination) => combination.rule === rule.id);
        assert.ok(found.some((combination) => combination.level !== "info" && combination.parts.length > 1));
      });
    for (const { why, stack } of rule.examples.misses)
      test(`${rule.id} misses: ${why}`, () => {
        const found = combinationsOf(stack).filter((combination) => combination.rule === rule.id);
        assert.deepEqual(
          found.filter((combination) => combination.level !== "info"),
          [],
        );
      });
    continue;
  }
  const findings = ({ definition, siblings = [], classification }: (typeof rule.examples.hits)[number]) =>
    findingsOf(definition, {
      siblings: [definition, ...siblings],
      ...(classification ? { classification: { ...exampleVerdict(definition.name), ...classification } } : {}),
    });
  for (const example of rule.examples.hits)
    test(`${rule.id} hits: ${example.why}`, () => {
      const found = findings(example).filter((finding) => finding.rule === rule.id);
      assert.ok(found.length > 0, "nothing found");
      assert.equal(found[0]?.level, example.level ?? rule.level, JSON.stringify(found));
      assert.ok(LEVELS.indexOf(found[0]?.level ?? "high") <= LEVELS.indexOf(rule.level), "above the rule's level");
      for (const finding of found) {
        FindingSchema.parse(finding);
        assert.equal(fieldText(example.definition, finding.field).slice(finding.start, finding.end), finding.quote);
        assert.ok(finding.quote.length > 0, "an empty quote");
      }
    });
  for (const example of rule.examples.misses)
    test(`${rule.id} misses: ${example.why}`, () => {
      const found = findings(example).filter((finding) => finding.rule === rule.id && finding.level !== "info");
      assert.deepEqual(found, []);
    });
}
