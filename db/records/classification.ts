import { z } from "zod";
import { CAPABILITIES, CATEGORIES, type Capability, RISKS } from "./vocabulary.ts";

export { CAPABILITIES, CATEGORIES, type Capability, type Category, RISKS, type Risk } from "./vocabulary.ts";

export const CategorySchema = z.enum(CATEGORIES);
export const RiskSchema = z.enum(RISKS);
export const CapabilitySchema = z.enum(Object.keys(CAPABILITIES) as [Capability, ...Capability[]]);

/** A literal span of the definition: `fieldText(definition, field).slice(start, end) === quote`. */
const spanFields = {
  field: z
    .string()
    .describe("the definition's field: name, title, description, inputSchema, outputSchema, annotations"),
  start: z.int().nonnegative().describe("first UTF-16 code unit, in the string or in the field's compact JSON"),
  end: z.int().nonnegative().describe("one past the last code unit"),
  quote: z.string(),
};

export const EvidenceSchema = z.object({
  rule: z.string().describe("the id of a file in classifier/rules/"),
  ...spanFields,
  says: z.string().describe("what the rule concludes from the quote"),
});
export type Evidence = z.infer<typeof EvidenceSchema>;

/** Text that tries to manipulate a model, a claim that contradicts the verdict, or a dangerous combination. */
export const FindingSchema = z.object({
  rule: z.string(),
  level: z.enum(["info", "low", "medium", "high"]),
  ...spanFields,
  says: z.string(),
  remedy: z.string(),
});
export type Finding = z.infer<typeof FindingSchema>;

/** The verdict on one operation of a tool that multiplexes several, with the argument value that selects it. */
export const OperationSchema = z.object({
  argument: z.string().describe("the argument that selects the operation"),
  value: z.string(),
  category: CategorySchema,
  risk: RiskSchema,
  confidence: z.number().min(0).max(1),
});
export type Operation = z.infer<typeof OperationSchema>;

/** The classification contract, one tool a line. The same input gives the same bytes. */
export const ClassificationSchema = z.object({
  server: z.string(),
  tool: z.string(),
  fingerprint: z.string().describe("lower-case hex SHA-256 of the canonical definition"),
  category: CategorySchema,
  risk: RiskSchema,
  confidence: z.number().min(0).max(1).describe("calibrated probability that the category is right"),
  capabilities: z.array(CapabilitySchema),
  evidence: z.array(EvidenceSchema),
  rationale: z.string().describe("the sentences a person reads"),
  operations: z.array(OperationSchema).optional(),
  findings: z.array(FindingSchema),
  classifier: z.object({ method: z.string(), version: z.string() }),
});
export type Classification = z.infer<typeof ClassificationSchema>;
