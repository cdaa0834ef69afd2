import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { shippedAccuracy } from "../../classifier/accuracy.ts";
import { renderReport } from "../../classifier/training/report.ts";
import { chanceOfDifference } from "../../classifier/training/score.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the report is made from the measured figures that ship", () => {
  assert.equal(renderReport(shippedAccuracy()), read("docs/accuracy.md"), "run npm run eval");
});

test("the measured figures belong together", () => {
  for (const [view, figures] of Object.entries(shippedAccuracy().views)) {
    const { n, accuracy, confusion, bins } = figures;
    const total = confusion.flat().reduce((sum, one) => sum + one, 0);
    const right = confusion.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
    assert.equal(total, n, view);
    assert.ok(Math.abs(right / n - accuracy) < 1e-9, `${view}: the diagonal is not the accuracy`);
    assert.equal(
      bins.reduce((sum, bin) => sum + bin.n, 0),
      n,
      view,
    );
  }
});

test("what siblings tell is the difference of the views with and without them", () => {
  const { views, siblings } = shippedAccuracy();
  const { n, onlyWith, onlyWithout } = siblings.gold;
  assert.equal(onlyWith - onlyWithout, Math.round((views.mute.accuracy - views.alone.accuracy) * n));
  assert.equal(siblings.further.n, views.further.n);
});

test("the chance of a difference is that of a fair coin", () => {
  assert.equal(chanceOfDifference(5, 0), 2 / 32);
  assert.equal(chanceOfDifference(0, 5), 2 / 32);
  assert.equal(chanceOfDifference(3, 3), 1);
  assert.ok(Math.abs(chanceOfDifference(8, 2) - (2 * (1 + 10 + 45)) / 1024) < 1e-12);
});

test("the README says the measured figures", () => {
  const { full } = shippedAccuracy().views;
  const said = read("README.md").replace(/\s+/g, " ");
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  assert.ok(
    said.includes(`the category of ${percent(full.accuracy)} of ${full.n} labelled tools`) &&
      said.includes(`and of ${percent(full.accuracyAt80)} of those where it is at least 80% sure`),
    "the figures of the README are not those of classifier/model/accuracy.json",
  );
});
