import { z } from "zod";
import { ChangeSchema } from "./change.ts";
import { ClassificationSchema } from "./classification.ts";
import { GradeSchema } from "./grade.ts";
import { OutcomeSchema } from "./outcome.ts";

/* What `toolrisk check` found: the one thing that every report format is written from. */

const LevelSchema = z.enum(["info", "low", "medium", "high"]);

/** Where a server is named: a file of the user's, and the place in it, counted from 1. */
export const PlaceSchema = z.object({
  file: z.string().describe("as the user named it, or below the home folder as ~/…"),
  line: z.int().positive(),
  column: z.int().positive(),
});
export type Place = z.infer<typeof PlaceSchema>;

/** A dangerous combination of tools on one server or across the stack. */
export const CombinationSchema = z.object({
  rule: z.string(),
  level: LevelSchema,
  servers: z.array(z.string()),
  parts: z.array(z.object({ role: z.string(), server: z.string(), tool: z.string(), because: z.string() })),
  says: z.string(),
  remedy: z.string(),
});

export const ReportServerSchema = z.object({
  name: z.string().describe("what the user calls it: its key in the configuration, or the target"),
  target: z.string().describe("how it is reached, without the values of variables, headers and secrets"),
  place: PlaceSchema.nullable().describe("where it is configured or saved; null for a target of the command line"),
  outcome: OutcomeSchema,
  error: z.string().nullable(),
  doNext: z.string().nullable(),
  sandbox: z.string().nullable().describe("what it was started in; null where nothing was started"),
  listedAt: z.iso.datetime().nullable().describe("when its tools were read; null where they were not"),
  fromCache: z.boolean().describe("true: nothing that it starts has changed since, so it was not started again"),
  grade: GradeSchema,
  tools: z.array(ClassificationSchema).describe("riskiest first; of an incomplete listing what came"),
  changes: z.array(ChangeSchema).nullable().describe("since the lock file; null where it has none of this server"),
});
export type ReportServer = z.infer<typeof ReportServerSchema>;

export const ReportSchema = z.object({
  version: z.literal(1),
  toolrisk: z.string().describe("the version that wrote it"),
  at: z.iso.datetime(),
  servers: z.array(ReportServerSchema).describe("in the order of the configuration"),
  combinations: z.array(CombinationSchema),
  suppressed: z.int().nonnegative().describe("findings left out because a suppression accepts them"),
  notes: z.array(z.string()).describe("what the user should know beside: expired suppressions, servers gone"),
});
export type Report = z.infer<typeof ReportSchema>;
