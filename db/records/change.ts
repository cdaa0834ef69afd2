import { z } from "zod";

/**
 * What differs between two looks at a tool or server, graded by meaning. `cosmetic` never alarms; the order is from the
 * least to the most serious, and a change takes the most serious kind that applies.
 */
export const CHANGE_KINDS = {
  cosmetic: { level: "none", means: "wording, order or layout changed, the meaning did not" },
  "schema-narrower": { level: "info", means: "the tool accepts less than before" },
  "tool-removed": { level: "info", means: "a complete listing no longer has the tool" },
  "version-changed": { level: "info", means: "the package's version changed" },
  "schema-wider": { level: "low", means: "the tool accepts more than before" },
  "tool-added": { level: "low", means: "a complete listing has a new tool" },
  "claim-flipped": { level: "medium", means: "the author's annotations claim something else than before" },
  "posture-changed": {
    level: "medium",
    means: "the server asks for another login than before, or for none, or for one where it asked for none",
  },
  "publisher-changed": {
    level: "high",
    means: "the package, repository or address is another owner's, or one version has other content",
  },
  "risk-moved": { level: "high", means: "the tool's category or risk moved" },
  "capability-gained": { level: "high", means: "the tool can do something that it could not do before" },
  "instructions-added": { level: "critical", means: "text that addresses or manipulates the model was added" },
  "name-taken": {
    level: "critical",
    means: "the same name now belongs to someone else: nothing of the server before is left but it",
  },
} as const satisfies Record<string, { level: string; means: string }>;
export type ChangeKind = keyof typeof CHANGE_KINDS;
export const ChangeKindSchema = z.enum(Object.keys(CHANGE_KINDS) as [ChangeKind, ...ChangeKind[]]);

export const CHANGE_LEVELS = ["none", "info", "low", "medium", "high", "critical"] as const;
export type ChangeLevel = (typeof CHANGE_LEVELS)[number];

export const ChangeSchema = z.object({
  server: z.string(),
  tool: z.string().nullable().describe("null for a change of the server itself"),
  kinds: z.array(ChangeKindSchema).min(1).describe("every kind that applies, most serious first"),
  level: z.enum(CHANGE_LEVELS),
  before: z.string().nullable().describe("fingerprint before; null for an added tool"),
  after: z.string().nullable().describe("fingerprint after; null for a removed tool"),
  says: z.array(z.string()).describe("one sentence a difference"),
});
export type Change = z.infer<typeof ChangeSchema>;
