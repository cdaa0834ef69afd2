import { InvalidArgumentError } from "commander";
import { RISKS, type Risk } from "../../db/records/classification.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { Report } from "../../db/records/report.ts";
import { EXIT } from "../command.ts";

/**
 * What makes a check fail. `finding`: text of medium or high level that nobody accepted; `change`: a tool that changed in
 * meaning since the lock file; a risk: a tool of that risk or above.
 */
export type Threshold = "finding" | "change" | Risk;
export const THRESHOLDS: readonly Threshold[] = ["finding", "change", ...RISKS];

/** Reads `--fail-on`, which may stand several times; letters may be small. */
export const parseThreshold = (text: string, before: Threshold[] | undefined): Threshold[] => {
  const found = THRESHOLDS.find((one) => one.toLowerCase() === text.toLowerCase());
  if (!found) throw new InvalidArgumentError(`It is one of: ${THRESHOLDS.join(", ")}.`);
  return [...(before ?? []), found];
};

/** Outcomes that another run may mend: a check that met one could not tell, which is no pass. */
const OUTSIDE: readonly Outcome[] = ["install-failed", "timeout", "unreachable", "incomplete"];

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** Why the check fails, one sentence a threshold that is reached; empty when none is. */
export const failures = (report: Report, thresholds: readonly Threshold[]): string[] => {
  const tools = report.servers.flatMap((server) => server.tools);
  const why = [...new Set(thresholds)].flatMap((threshold) => {
    if (threshold === "finding") {
      const found = tools.flatMap(({ findings }) =>
        findings.filter(({ level }) => level === "medium" || level === "high"),
      );
      return found.length > 0 ? [`${many(found.length, "finding")} of medium or high level`] : [];
    }
    if (threshold === "change") {
      const changed = report.servers.flatMap(({ changes }) => (changes ?? []).filter(({ level }) => level !== "none"));
      return changed.length > 0 ? [`${many(changed.length, "tool")} changed in meaning since the lock file`] : [];
    }
    const risky = tools.filter(({ risk }) => RISKS.indexOf(risk) >= RISKS.indexOf(threshold));
    return risky.length > 0
      ? [`${many(risky.length, "tool")} of risk ${threshold}${threshold === "Critical" ? "" : " or above"}`]
      : [];
  });
  return why;
};

/** Servers that the lock should vouch for and cannot: not in it, or not listed completely now. */
export const unlocked = (report: Report): string[] =>
  report.servers.filter(({ changes, outcome }) => changes === null && outcome === "listed").map(({ name }) => name);

/** The exit code of a check that failed for the reasons of `failures`, or did not. */
export const exitCode = (report: Report, why: readonly string[], strict: boolean): number => {
  if (why.length > 0) return EXIT.findings;
  const unsure = report.servers.some(({ outcome }) => (strict ? outcome !== "listed" : OUTSIDE.includes(outcome)));
  return unsure ? EXIT.partial : EXIT.done;
};
