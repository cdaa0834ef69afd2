import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CHANGE_POINTS, FINDING_POINTS, gradeOf, LETTER_LIMITS, RISK_WEIGHT } from "../../classifier/grade.ts";

const page = readFileSync(new URL("../../docs/grade.md", import.meta.url), "utf8");
const list = (points: Record<string, number>): string =>
  Object.entries(points)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

test("docs/grade.md has the numbers of the formula", () => {
  for (const points of [RISK_WEIGHT, FINDING_POINTS, CHANGE_POINTS])
    assert.ok(page.includes(list(points)), list(points));
  for (const [letter, limit] of LETTER_LIMITS)
    assert.ok(page.includes(`| ${letter} | ${Number.isFinite(limit) ? limit : "–"} |`), letter);
  const grade = gradeOf({ outcome: "listed", tools: [], posture: "local", changes: null });
  assert.ok(grade.letter !== null);
  for (const { id, most } of grade.parts) assert.match(page, new RegExp(`^\\| ${id} \\|.*\\| ${most} \\|$`, "m"));
});
