import { changesBetween, type Look as Seen } from "../../classifier/change.ts";
import { LEVELS } from "../../classifier/finding.ts";
import { combinationsOf } from "../../classifier/findings.ts";
import { gradeOf } from "../../classifier/grade.ts";
import { applyOverrides, type Override } from "../../classifier/overrides.ts";
import { applySuppressions, type Suppression } from "../../classifier/suppressions.ts";
import type { Change } from "../../db/records/change.ts";
import { CATEGORIES, type Classification, type Finding, RISKS } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Lock } from "../../db/records/lock.ts";
import type { Report, ReportServer } from "../../db/records/report.ts";
import type { Look } from "./look.ts";
import { type Classify, lockedLooks } from "./verdicts.ts";

export interface JudgeOptions {
  /** The version of toolrisk that writes the report. */
  version: string;
  at: Date;
  /** Gives the verdicts on every look, and on what the lock has of it. */
  classify: Classify;
  suppressions?: readonly Suppression[];
  overrides?: readonly Override[];
  /** What the tools were when somebody looked; null: there is no lock file. */
  lock: Lock | null;
}

/** What the order of tools is made from. */
type Ranked = Pick<Classification, "tool" | "category" | "risk"> & { findings: readonly Pick<Finding, "level">[] };

const levelOf = ({ findings }: Ranked): number => Math.max(-1, ...findings.map(({ level }) => LEVELS.indexOf(level)));

/** The order of tools in every report: risk, then category, then findings, then name. */
export const riskiestFirst = <Tool extends Ranked>(tools: readonly Tool[]): Tool[] =>
  tools.toSorted(
    (a, b) =>
      RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk) ||
      CATEGORIES.indexOf(b.category) - CATEGORIES.indexOf(a.category) ||
      levelOf(b) - levelOf(a) ||
      (a.tool < b.tool ? -1 : a.tool > b.tool ? 1 : 0),
  );

const pairs = (definitions: readonly Definition[], verdicts: readonly Classification[]): Seen[] =>
  definitions.flatMap((definition, at) => {
    const classification = verdicts[at];
    return classification ? [{ definition, classification }] : [];
  });

/**
 * What differs between the lock and a complete listing, with both judged by this version: a newer classifier is no
 * change of a tool. Null where the lock does not have the server or the listing is not complete.
 */
export const changesSince = (lock: Lock | null, look: Look, classify: Classify): Change[] | null => {
  const [before] = lockedLooks(lock, [look]);
  if (!before || look.outcome !== "listed") return null;
  return changesBetween(
    look.name,
    pairs(before.definitions, classify(before)),
    pairs(look.definitions, classify(look)),
  );
};

/** Judges the servers of a stack, each by itself and all together. Pure but for the time that `options` gives. */
export const judgeStack = (looks: readonly Look[], options: JudgeOptions): Report => {
  const { suppressions = [], overrides = [], lock, classify } = options;
  const raw = looks.map(classify);
  const corrected = applyOverrides(raw.flat(), overrides);
  const accepted = applySuppressions(corrected.classifications, suppressions);
  const verdicts: Classification[][] = [];
  let from = 0;
  for (const { length } of raw) {
    verdicts.push(accepted.classifications.slice(from, from + length));
    from += length;
  }

  const servers = looks.map((look, at): ReportServer => {
    const own = verdicts[at] ?? [];
    const { name, target, place, outcome, error, doNext, sandbox, listedAt, fromCache, posture, definitions } = look;
    const grade = gradeOf({ outcome, posture, changes: null, tools: pairs(definitions, own) });
    const changes = changesSince(lock, look, classify);
    return {
      name,
      target,
      place,
      outcome,
      error,
      doNext,
      sandbox,
      listedAt,
      fromCache,
      grade,
      tools: riskiestFirst(own),
      changes,
    };
  });
  const combinations = combinationsOf(
    looks.map(({ name, definitions }, at) => ({ server: name, classifications: verdicts[at] ?? [], definitions })),
  );
  const gone = Object.keys(lock?.servers ?? {}).filter((name) => !looks.some((look) => look.name === name));
  const notes = [
    ...[...corrected.idle, ...accepted.idle].map(({ says }) => says),
    ...accepted.unused.map(
      ({ server, tool, rule }) => `${server}/${tool} has no finding ${rule} any more; take the suppression out`,
    ),
    ...gone.map((name) => `${name} stands in the lock file, but was not looked at`),
  ];
  return {
    version: 1,
    toolrisk: options.version,
    at: options.at.toISOString(),
    servers,
    combinations,
    suppressed: accepted.suppressed.length,
    notes,
  };
};
