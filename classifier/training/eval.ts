import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CATEGORIES } from "../../db/records/classification.ts";
import { type Accuracy, AccuracySchema } from "../accuracy.ts";
import { type CrossValidation, crossValidate } from "./cross-validate.ts";
import { type Labelled, readTrainingData, type TrainingData } from "./data.ts";
import { renderReport } from "./report.ts";
import { figuresOf, siblingsOf } from "./score.ts";
import type { View } from "./views.ts";

/*
 * npm run eval -- [--gold DIR] [--predictions FILE]
 *
 * Measures the classifier on the gold labels by 10-fold cross-validation over groups of servers that share text, writes
 * classifier/model/accuracy.json, from it docs/accuracy.md (the site makes its page from the same file), and, where
 * asked, the held-out predictions for the gold folder's own score.mjs.
 */

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { values } = parseArgs({
  options: {
    gold: { type: "string", default: here("../../../shared/gold") },
    predictions: { type: "string" },
    data: { type: "string", default: here("../model/accuracy.json") },
    report: { type: "string", default: here("../../docs/accuracy.md") },
  },
});

const FOLDS = 10;

const measure = (data: TrainingData, { judged }: CrossValidation): Pick<Accuracy, "views" | "siblings"> => {
  const { labels } = data;
  const those = (fits: (label: Labelled) => boolean): number[] =>
    labels.map((_, at) => at).filter((at) => fits(labels[at] as Labelled));
  const gold = those((label) => label.gold);
  const further = those((label) => !label.gold);
  const pick = <T>(list: readonly T[], indices: readonly number[]): T[] => indices.map((at) => list[at] as T);
  const siblings = (indices: readonly number[]) =>
    siblingsOf(pick(labels, indices), pick(judged.mute, indices), pick(judged.alone, indices));
  const of = (view: View, indices: readonly number[]) => figuresOf(pick(labels, indices), pick(judged[view], indices));
  return {
    views: {
      full: of("full", gold),
      unclaimed: of("unclaimed", gold),
      mute: of("mute", gold),
      alone: of("alone", gold),
      natural: of(
        "full",
        gold.filter((at) => labels[at]?.natural),
      ),
      further: of("full", further),
    },
    siblings: { gold: siblings(gold), further: siblings(further) },
  };
};

/** JSON with one line a figure and one a row of a matrix, so that what moved is seen in a diff. */
const compactRows = (accuracy: Accuracy): string =>
  JSON.stringify(accuracy, null, 1).replace(/\[\s+([^[\]{}]*?)\s+\]|\{\s+([^[\]{}]*?)\s+\}/g, (row: string) =>
    row.replace(/\s+/g, " "),
  );

try {
  const data = readTrainingData(values.gold, here("labels.jsonl"));
  const result = crossValidate(data, FOLDS, (text) => console.error(text));
  const accuracy = AccuracySchema.parse({
    version: 1,
    date: new Date().toISOString().slice(0, 10),
    folds: FOLDS,
    categories: CATEGORIES,
    ...measure(data, result),
  });
  const report = renderReport(accuracy);
  for (const path of [values.report, values.data]) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(values.data, `${compactRows(accuracy)}\n`);
  writeFileSync(values.report, report);
  console.log(report);
  if (values.predictions !== undefined) {
    const lines = data.labels.flatMap((label, at) => {
      const verdict = result.judged.full[at];
      if (!label.gold || !verdict) return [];
      const { category, risk, confidence, capabilities } = verdict;
      const server = data.snapshots[label.server]?.server.name;
      const tool = data.snapshots[label.server]?.tools[label.tool]?.name;
      return [JSON.stringify({ server, tool, category, risk, confidence, capabilities })];
    });
    writeFileSync(values.predictions, `${lines.join("\n")}\n`);
  }
} catch (error) {
  console.error(`eval: ${(error as Error).message}`);
  process.exitCode = 2;
}
