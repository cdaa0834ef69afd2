import { CATEGORIES } from "../../db/records/classification.ts";
import { ACCURACY_VIEWS, type Accuracy, type AccuracyView, type Figures, type Siblings } from "../accuracy.ts";
import { chanceOfDifference } from "./score.ts";

type Name = Exclude<keyof Figures, "n" | "confusion" | "bins">;

const ROWS: [Name, string, string][] = [
  ["accuracy", "category right", "≥ 0.95"],
  ["lenient", "category right or its defensible second", ""],
  ["macroF1", "macro-F1 over the categories", "≥ 0.94"],
  ["dangerousAsRead", "dangerous tools called Read", "< 0.01"],
  ["readAsDangerous", "Reads called dangerous", "< 0.02"],
  ["riskExact", "risk right", "≥ 0.88"],
  ["riskWithinOne", "risk within one step", "≥ 0.99"],
  ["ece", "expected calibration error", "< 0.03"],
  ["meanConfidence", "mean confidence", ""],
  ["coverageAt80", "share with a confidence of 0.8 or more", "≥ 0.85"],
  ["accuracyAt80", "category right among those", "≥ 0.98"],
  ["capabilityPrecision", "capability precision", "≥ 0.85"],
  ["capabilityRecall", "capability recall", "≥ 0.85"],
];

const VIEWS = Object.entries(ACCURACY_VIEWS) as [AccuracyView, string][];

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? "---" : "--:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** The accuracy page: how it was measured, the figures against their bars, the confusion matrix and the calibration. */
export const renderReport = ({ date, folds, views: measured, siblings }: Accuracy): string => {
  const { full } = measured;
  const figures = table(
    ["figure", "bar", ...VIEWS.map(([, title]) => title)],
    [
      ["tools", "", ...VIEWS.map(([view]) => measured[view].n)],
      ...ROWS.map(([name, title, bar]) => [title, bar, ...VIEWS.map(([view]) => measured[view][name].toFixed(4))]),
    ],
  );
  const confusion = table(
    ["gold", ...CATEGORIES],
    CATEGORIES.map((category, row) => [category, ...(full.confusion[row] ?? [])]),
  );
  const calibration = (view: AccuracyView): string =>
    table(
      ["confidence", "tools", "mean confidence", "right"],
      measured[view].bins.flatMap(({ n, right, confidence }, at) =>
        n === 0 ? [] : [[`${at / 10}–${(at + 1) / 10}`, n, (confidence / n).toFixed(3), (right / n).toFixed(3)]],
      ),
    );
  const difference = table(
    ["labels", "tools", "right only with siblings", "right only without", "chance"],
    (
      [
        ["gold", siblings.gold],
        ["further", siblings.further],
      ] as [string, Siblings][]
    ).map(([name, { n, onlyWith, onlyWithout }]) => [
      name,
      n,
      onlyWith,
      onlyWithout,
      chanceOfDifference(onlyWith, onlyWithout).toPrecision(2),
    ]),
  );
  return `# Accuracy

Made by \`npm run eval\` on ${date}; do not edit. Definitions of the figures are those of \`score.mjs\` beside the gold labels.
The same for programs: \`classifier/model/accuracy.json\`, from which the website draws its pictures.

Every figure is held out: ${folds}-fold cross-validation over groups of servers. Servers that share tool texts or most of
their tool names stand in one group, and no tool of the same name and description is on both sides. Training used all
labels of the other folds, gold and further; the bars are on the gold labels. Temperatures of the confidence come from
other folds too. The rules were written while looking at mistakes on these labels, so tools of unseen servers may score
a little lower.

## Figures

${figures}

## What siblings tell

Where descriptions are blanked, the same tools judged with and without the other tools of their server, and how likely such
a difference is by chance (McNemar's exact test, two-sided):

${difference}

## Confusion

Row: gold; column: predicted.

${confusion}

## Calibration

As published:

${calibration("full")}

Descriptions blanked:

${calibration("mute")}
`;
};
