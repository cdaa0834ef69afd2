import type { Change } from "../db/records/change.ts";
import type { Classification, Finding, Risk } from "../db/records/classification.ts";
import { type Definition, textOf } from "../db/records/definition.ts";
import type { Grade, GradePart, Letter } from "../db/records/grade.ts";
import { OUTCOMES, type Outcome } from "../db/records/outcome.ts";

export { type Grade, type GradePart, LETTERS, type Letter } from "../db/records/grade.ts";

/** How a server lets callers in; `unknown` counts nothing. */
export type Posture = "login" | "open" | "local" | "unknown";

export interface GradeInput {
  outcome: Outcome;
  tools: { definition: Definition; classification: Classification }[];
  posture: Posture;
  /** Graded changes of the last 90 days; null where there was only one look. */
  changes: Change[] | null;
}

/** Points of one tool by its risk. */
export const RISK_WEIGHT: Record<Risk, number> = { Low: 0, Medium: 0.25, High: 1.5, Critical: 4 };
export const FINDING_POINTS: Record<Finding["level"], number> = { info: 0, low: 3, medium: 12, high: 30 };
export const CHANGE_POINTS: Record<Change["level"], number> = {
  none: 0,
  info: 0,
  low: 0.5,
  medium: 3,
  high: 6,
  critical: 20,
};

/** The most points that a letter still allows. */
export const LETTER_LIMITS: readonly [Letter, number][] = [
  ["A", 10],
  ["B", 25],
  ["C", 45],
  ["D", 65],
  ["F", Number.POSITIVE_INFINITY],
];

/**
 * The grade of a server over its complete listing: the sum of five parts, each shown by itself. Not graded unless the
 * outcome is `listed`. Every part is a non-decreasing function of the tools, so adding a tool never improves a grade,
 * and no name enters it, so renaming changes nothing.
 */
export const gradeOf = ({ outcome, tools, posture, changes }: GradeInput): Grade => {
  if (outcome !== "listed") return { letter: null, reason: `not graded: ${OUTCOMES[outcome].means}` };
  const parts = [
    capability(tools.map((tool) => tool.classification.risk)),
    findings(tools.flatMap((tool) => tool.classification.findings)),
    postureOf(
      posture,
      tools.some((tool) => tool.classification.category !== "Read"),
    ),
    drift(changes),
    transparency(tools),
  ];
  const points = round(parts.reduce((sum, part) => sum + part.points, 0));
  const letter = LETTER_LIMITS.find(([, limit]) => points <= limit)?.[0] ?? "F";
  return { letter, points, parts };
};

const round = (points: number): number => Math.round(points * 10) / 10;

const capability = (risks: Risk[]): GradePart => {
  const most = 60;
  const weight = risks.reduce((sum, risk) => sum + RISK_WEIGHT[risk], 0);
  const counted = (["Critical", "High", "Medium"] as const)
    .map((risk) => [risk, risks.filter((other) => other === risk).length] as const)
    .filter(([, count]) => count > 0)
    .map(([risk, count]) => `${count} ${risk}`);
  return {
    id: "capability",
    points: round(Math.min(most, 10 * Math.log2(1 + weight))),
    most,
    seen: true,
    says: counted.length > 0 ? `tools by risk: ${counted.join(", ")}` : "every tool is of low risk",
  };
};

const findings = (all: Finding[]): GradePart => {
  const most = 40;
  const counting = all.filter((finding) => finding.level !== "info");
  const points = counting.reduce((sum, finding) => sum + FINDING_POINTS[finding.level], 0);
  return {
    id: "findings",
    points: Math.min(most, points),
    most,
    seen: true,
    says:
      counting.length > 0
        ? `${counting.length} ${counting.length === 1 ? "finding" : "findings"} in the definitions' text`
        : "no findings",
  };
};

const postureOf = (posture: Posture, changesThings: boolean): GradePart => {
  const points = posture === "open" ? (changesThings ? 15 : 3) : 0;
  const says: Record<Posture, string> = {
    login: "asks for a login",
    open: `lists its tools to anyone${changesThings ? ", and some of them change things" : ""}`,
    local: "runs on the user's own machine",
    unknown: "could not be told",
  };
  return { id: "posture", points, most: 15, seen: posture !== "unknown", says: says[posture] };
};

const drift = (changes: Change[] | null): GradePart => {
  const most = 20;
  const counting = (changes ?? []).filter((change) => CHANGE_POINTS[change.level] > 0);
  const points = counting.reduce((sum, change) => sum + CHANGE_POINTS[change.level], 0);
  return {
    id: "drift",
    points: round(Math.min(most, points)),
    most,
    seen: changes !== null,
    says:
      changes === null
        ? "only one look so far"
        : counting.length > 0
          ? `${counting.length} ${counting.length === 1 ? "change" : "changes"} of meaning in 90 days`
          : "no change of meaning in 90 days",
  };
};

/** Counts, not shares: a share would fall, and the grade improve, by adding a well-described dangerous tool. */
const transparency = (tools: GradeInput["tools"]): GradePart => {
  const most = 15;
  const mute = tools.filter((tool) => textOf(tool.definition, "description").trim() === "").length;
  const contradicting = tools.filter((tool) =>
    tool.classification.findings.some((finding) => finding.rule === "claim-contradiction"),
  ).length;
  const parts = [
    ...(mute > 0 ? [`${mute} ${mute === 1 ? "tool" : "tools"} without a description`] : []),
    ...(contradicting > 0 ? [`${contradicting} ${contradicting === 1 ? "claim" : "claims"} against the verdict`] : []),
  ];
  return {
    id: "transparency",
    points: round(Math.min(most, 3 * Math.log2(1 + mute) + 3 * Math.log2(1 + contradicting))),
    most,
    seen: true,
    says: parts.length > 0 ? parts.join("; ") : "every tool says what it does",
  };
};
