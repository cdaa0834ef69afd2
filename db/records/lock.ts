import { z } from "zod";
import { CapabilitySchema, CategorySchema, RiskSchema } from "./classification.ts";
import { DefinitionSchema } from "./definition-schema.ts";

/*
 * `mcp-lock.json`: what the tools of a stack were when somebody looked at them. It stands in the user's repository, so it
 * is made to be read and reviewed there: verdicts first, then the definition as the server sent it.
 */

export const LockedToolSchema = z.object({
  name: z.string().min(1),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("of the definition below, annotations included"),
  category: CategorySchema,
  risk: RiskSchema,
  capabilities: z.array(CapabilitySchema),
  findings: z.array(z.string()).describe("ids of the rules that found something in its text"),
  definition: DefinitionSchema,
});
export type LockedTool = z.infer<typeof LockedToolSchema>;

export const LockSchema = z.object({
  version: z.literal(1),
  servers: z.record(
    z.string(),
    z.object({
      target: z.string().describe("how it was reached, without the values of variables, headers and secrets"),
      tools: z.array(LockedToolSchema).describe("by name"),
    }),
  ),
});
export type Lock = z.infer<typeof LockSchema>;
