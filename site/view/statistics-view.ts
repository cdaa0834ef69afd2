import { LETTERS } from "../../classifier/grade.ts";
import type { CatalogueCounts } from "../../db/queries/catalogue.ts";
import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import { OUTCOMES, type Outcome } from "../../db/records/outcome.ts";
import type { Survey } from "../survey.ts";
import { HINTS } from "./parameters.ts";
import { count, figure } from "./wording.ts";

/** Steps of the picture of tools a server; each begins after the one before. */
const SIZE_STEPS = [1, 5, 10, 20, 50, 100, Number.POSITIVE_INFINITY];

/** The value below which `share` of the ascending numbers lie; 0 of none. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;

/** Servers by how many tools they have, in steps. */
const sizeRows = (sizes: readonly number[]): { label: string; n: number }[] =>
  SIZE_STEPS.map((most, at) => {
    const least = (SIZE_STEPS[at - 1] ?? 0) + 1;
    const label =
      most === least
        ? count(most, "tool")
        : most === Number.POSITIVE_INFINITY
          ? `${least} or more`
          : `${least} to ${figure(most)}`;
    return { label, n: sizes.filter((size) => size >= least && size <= most).length };
  });

/** Each claim that an author can make, in the order of the protocol, with the verdicts on the tools that make it. */
const claimRows = (survey: Survey) =>
  Object.entries(HINTS).flatMap(([hint, says]) =>
    [true, false].flatMap((value, at) => {
      const verdicts = survey.claims.get(`${hint}: ${value}`);
      if (!verdicts) return [];
      const n = CATEGORIES.reduce((sum, category) => sum + verdicts[category], 0);
      return [{ hint: `${hint}: ${value}`, says: says[at] ?? "", verdicts, n }];
    }),
  );

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
    sizeRows: sizeRows(sizes),
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
    claims: claimRows(survey),
    confidence: survey.confidence
      .map((n, step) => ({ label: `${step * 10}% to ${step * 10 + 10}%`, n }))
      .filter(({ n }) => n > 0)
      .reverse(),
  };
};
