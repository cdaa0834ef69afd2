import { z } from "zod";
import { CapabilitySchema, CategorySchema, type Classification, RiskSchema } from "../db/records/classification.ts";
import {
  CorrectionSchema,
  fingerprintsBy,
  type Idle,
  idleCorrections,
  parseCorrections,
  placeOf,
  readCorrectionFile,
} from "./correction-file.ts";

/** A person's verdict on one definition. What it leaves out stays as it was classified. */
export const OverrideSchema = CorrectionSchema.extend({
  category: CategorySchema.optional(),
  risk: RiskSchema.optional(),
  capabilities: z.array(CapabilitySchema).optional().describe("all of them, not only what is added"),
}).refine(
  (entry) => entry.category || entry.risk || entry.capabilities,
  "must correct a category, a risk or the capabilities",
);
export type Override = z.infer<typeof OverrideSchema>;

/** The file: `{"version": 1, "overrides": [...]}`. */
export const OverrideFileSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  overrides: z.array(OverrideSchema),
});

/** Reads the text of an override file; `file` is what errors name. Throws a CorrectionFileError with all that is wrong. */
export const parseOverrides = (text: string, file: string): Override[] =>
  parseCorrections(text, file, "overrides", OverrideSchema, () => "");

/** Reads an override file. Throws a CorrectionFileError. */
export const loadOverrides = async (file: string): Promise<Override[]> =>
  parseOverrides(await readCorrectionFile(file), file);

/** The sentence with which a corrected page begins. */
const saysWho = (entry: Override, was: Classification): string => {
  const set = [
    entry.category,
    entry.risk,
    entry.capabilities && `capabilities ${entry.capabilities.join(", ") || "none"}`,
  ];
  const when = entry.date ? ` on ${entry.date}` : "";
  const end = /[.!?]$/.test(entry.reason) ? "" : ".";
  return `Set to ${set.filter(Boolean).join(", ")} by ${entry.author}${when}: ${entry.reason}${end} The classifier said ${was.category}, ${was.risk}, with confidence ${was.confidence.toFixed(2)}.`;
};

const overridden = (was: Classification, entry: Override): Classification => {
  const { operations, ...rest } = was;
  return {
    ...rest,
    category: entry.category ?? was.category,
    risk: entry.risk ?? was.risk,
    confidence: entry.category ? 1 : was.confidence,
    capabilities: entry.capabilities ?? was.capabilities,
    rationale: `${saysWho(entry, was)} ${was.rationale}`.trim(),
    // verdicts per operation were made beside the category that is replaced
    ...(operations && !entry.category ? { operations } : {}),
    // what a claim was compared with is no longer the verdict
    findings: entry.category ? was.findings.filter(({ rule }) => rule !== "claim-contradiction") : was.findings,
    classifier: { method: "override", version: was.classifier.version },
  };
};

/**
 * The classifications with the corrections in their place (`classifier.method` is "override"), and the corrections that
 * found nothing to correct. An override holds for the definition with its fingerprint only. Pure; order is kept.
 */
export const applyOverrides = (
  classifications: readonly Classification[],
  overrides: readonly Override[],
): { classifications: Classification[]; idle: Idle<Override>[] } => {
  const byDefinition = new Map(overrides.map((entry) => [placeOf(entry) + entry.fingerprint, entry]));
  return {
    classifications: classifications.map((was) => {
      const entry = byDefinition.get(placeOf(was) + was.fingerprint);
      return entry ? overridden(was, entry) : was;
    }),
    idle: idleCorrections(overrides, fingerprintsBy(classifications)),
  };
};
