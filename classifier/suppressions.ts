import { z } from "zod";
import type { Classification, Finding } from "../db/records/classification.ts";
import {
  CorrectionSchema,
  fingerprintsBy,
  type Idle,
  idleCorrections,
  parseCorrections,
  placeOf,
  readCorrectionFile,
} from "./correction-file.ts";
import { FINDING_RULES } from "./findings.ts";

/** One finding of one definition that a person has looked at and accepts. There is no way to silence a whole server. */
export const SuppressionSchema = CorrectionSchema.extend({
  rule: z.string().min(1).describe("the id of a file in classifier/findings/"),
  quote: z
    .string()
    .min(1)
    .optional()
    .describe("only the finding with exactly this quote; without it all of the rule's"),
});
export type Suppression = z.infer<typeof SuppressionSchema>;

/** The file: `{"version": 1, "suppressions": [...]}`. */
export const SuppressionFileSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  suppressions: z.array(SuppressionSchema),
});

const RULES = new Set(FINDING_RULES.filter(({ kind }) => kind !== "stack").map(({ id }) => id));

/** Reads the text of a suppression file; `file` is what errors name. Throws a CorrectionFileError with all that is wrong. */
export const parseSuppressions = (text: string, file: string): Suppression[] =>
  parseCorrections(
    text,
    file,
    "suppressions",
    SuppressionSchema,
    ({ rule, quote }) => JSON.stringify([rule, quote]),
    ({ rule }) =>
      RULES.has(rule) ? undefined : `rule: there is no rule "${rule}"; the rules are ${[...RULES].join(", ")}`,
  );

/** Reads a suppression file. Throws a CorrectionFileError. */
export const loadSuppressions = async (file: string): Promise<Suppression[]> =>
  parseSuppressions(await readCorrectionFile(file), file);

/** A finding that is not shown, and on whose word. */
export interface Suppressed {
  server: string;
  tool: string;
  finding: Finding;
  by: Suppression;
}

/**
 * The classifications without the findings that were accepted, what was left out, and the suppressions that met
 * nothing: expired (the definition changed), unknown, or without such a finding (`unused`). Pure; order is kept.
 */
export const applySuppressions = (
  classifications: readonly Classification[],
  suppressions: readonly Suppression[],
): {
  classifications: Classification[];
  suppressed: Suppressed[];
  idle: Idle<Suppression>[];
  unused: Suppression[];
} => {
  const byDefinition = Map.groupBy(suppressions, (entry) => placeOf(entry) + entry.fingerprint);
  const suppressed: Suppressed[] = [];
  const left = classifications.map((was) => {
    const entries = byDefinition.get(placeOf(was) + was.fingerprint);
    if (!entries) return was;
    const findings = was.findings.filter((finding) => {
      const by = entries.find(
        ({ rule, quote }) => rule === finding.rule && (quote === undefined || quote === finding.quote),
      );
      if (by) suppressed.push({ server: was.server, tool: was.tool, finding, by });
      return !by;
    });
    return { ...was, findings };
  });
  const idle = idleCorrections(suppressions, fingerprintsBy(classifications));
  const busy = new Set([...suppressed.map(({ by }) => by), ...idle.map(({ entry }) => entry)]);
  return { classifications: left, suppressed, idle, unused: suppressions.filter((entry) => !busy.has(entry)) };
};
