import { CHANGE_POINTS, FINDING_POINTS, type GradePart, LETTER_LIMITS, RISK_WEIGHT } from "../../classifier/grade.ts";

const points = (each: Readonly<Record<string, number>>): string =>
  Object.entries(each)
    .map(([level, n]) => `${level} ${n}`)
    .join(", ");

/** What each part of a grade is called, and how its points are counted; the figures are the formula's own. */
export const GRADE_PARTS: Readonly<Record<GradePart["id"], { label: string; counts: string }>> = {
  capability: {
    label: "What its tools can do",
    counts: `10 × log2(1 + the sum of its tools' weights: ${points(RISK_WEIGHT)})`,
  },
  findings: { label: "What its texts try to do", counts: `for each finding by level: ${points(FINDING_POINTS)}` },
  posture: {
    label: "Who may list its tools",
    counts: "open to anyone 3, or 15 where some tool changes things; with a login or on your own machine 0",
  },
  drift: { label: "What changed in 90 days", counts: `for each change by level: ${points(CHANGE_POINTS)}` },
  transparency: {
    label: "How well it explains itself",
    counts: "3 × log2(1 + tools without a description), and the same of claims that contradict the verdict",
  },
};

/** "A up to 10, …, F above". */
export const LETTERS_IN_WORDS = LETTER_LIMITS.map(([letter, limit]) =>
  Number.isFinite(limit) ? `${letter} up to ${limit}` : `${letter} above`,
).join(", ");
