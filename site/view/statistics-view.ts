import { LETTERS } from "../../classifier/grade.ts";
import type { CatalogueCounts } from "../../db/queries/catalogue.ts";
import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import { OUTCOMES, type Outcome } from "../../db/records/outcome.ts";
import type { Survey } from "../survey.ts";

/** The value below which `share` of the ascending numbers lie; 0 of none. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;

/** The figures of the page of statistics, all from one walk over one snapshot. */
export const statisticsView = ({ counts, survey }: { counts: CatalogueCounts; survey: Survey }) => {
  const sizes = [...survey.sizes].sort((a, b) => a - b);
  const listed = sizes.length;
  const exposedShare = listed > 0 ? survey.exposed / listed : 0;
  return {
    counts,
    listed,
    tools: counts.classified,
    risks: [...RISKS].reverse().map((risk) => ({
      label: risk,
      n: counts.byRisk[risk],
      path: `/risks/${risk.toLowerCase()}/`,
      tone: risk.toLowerCase(),
    })),
    categories: [...CATEGORIES].reverse().map((category) => ({
      label: category,
      n: counts.byCategory[category],
      path: `/categories/${category.toLowerCase()}/`,
    })),
    serversWith: [...CATEGORIES].reverse().map((category) => ({ label: category, n: survey.serversWith[category] })),
    capabilities: Object.entries(survey.capabilities)
      .map(([id, group]) => ({ label: id, n: group.tools, path: `/capabilities/${id}/` }))
      .sort((a, b) => b.n - a.n),
    outcomes: (Object.keys(OUTCOMES) as Outcome[])
      .map((outcome) => ({ label: outcome, n: counts.byOutcome[outcome] }))
      .filter(({ n }) => n > 0),
    grades: [...LETTERS, "not graded" as const].map((letter) => ({ label: letter, n: survey.grades.get(letter) ?? 0 })),
    sizes: {
      median: quantile(sizes, 0.5),
      mean: listed > 0 ? Math.round((sizes.reduce((sum, n) => sum + n, 0) / listed) * 10) / 10 : 0,
      p99: quantile(sizes, 0.99),
      most: sizes.at(-1) ?? 0,
    },
    exposedShare,
    /** That at least one of n servers taken at random can destroy, pay or execute: 1 − (1 − p)^n. */
    exposure: [1, 2, 3, 5, 8, 10, 15].map((n) => ({ x: n, y: 1 - (1 - exposedShare) ** n })),
    silent: survey.silent,
    annotated: survey.annotated,
    claimedReadOnly: CATEGORIES.map((category) => ({ label: category, n: survey.claimedReadOnly[category] })),
    claimedReadOnlyTotal: CATEGORIES.reduce((sum, category) => sum + survey.claimedReadOnly[category], 0),
    confidence: survey.confidence
      .map((n, step) => ({ label: `${step * 10}% to ${step * 10 + 10}%`, n }))
      .filter(({ n }) => n > 0)
      .reverse(),
  };
};
