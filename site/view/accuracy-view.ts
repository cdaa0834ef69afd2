import { ACCURACY_VIEWS, type Accuracy, type Figures } from "../../classifier/accuracy.ts";
import { CATEGORIES } from "../../db/records/classification.ts";
import { percent } from "../content/categories.ts";
import { count } from "./wording.ts";

/** Of the tools in one step of confidence: how sure the verdicts were on average, and how many were right. */
export type CalibrationPoint = { sure: number; right: number; n: number };

const pointsOf = ({ bins }: Figures): CalibrationPoint[] =>
  bins.flatMap(({ n, right, confidence }) => (n > 0 ? [{ sure: confidence / n, right: right / n, n }] : []));

/** Where the labels of a row were put, each with its share of the row. */
const matrixOf = ({ confusion }: Figures) =>
  CATEGORIES.map((category, at) => {
    const row = confusion[at] ?? [];
    const total = row.reduce((sum, n) => sum + n, 0);
    return {
      category,
      total,
      cells: CATEGORIES.map((given, column) => {
        const n = row[column] ?? 0;
        return { given, n, share: total > 0 ? n / total : 0 };
      }),
    };
  });

/** How often the verdicts were right on labelled tools that they had not seen, for pages and data. */
export const accuracyView = ({ date, folds, views }: Accuracy) => {
  const { full, mute } = views;
  return {
    date,
    folds,
    n: full.n,
    accuracy: full.accuracy,
    sureShare: full.coverageAt80,
    sureRight: full.accuracyAt80,
    ece: full.ece,
    dangerousAsRead: full.dangerousAsRead,
    matrix: matrixOf(full),
    described: pointsOf(full),
    blanked: pointsOf(mute),
    says: `Of ${count(full.n, "tool")} that people had labelled, ${percent(full.accuracy)} got the category that a careful reader gives them; of those where the verdict was at least 80% sure, ${percent(full.accuracyAt80)}.`,
    rows: (Object.entries(ACCURACY_VIEWS) as [keyof typeof ACCURACY_VIEWS, string][]).map(([view, title]) => ({
      title,
      n: views[view].n,
      accuracy: views[view].accuracy,
      macroF1: views[view].macroF1,
      risk: views[view].riskExact,
      ece: views[view].ece,
    })),
  };
};
export type AccuracyView = ReturnType<typeof accuracyView>;
