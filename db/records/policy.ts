import { z } from "zod";

/*
 * `policy.json`, exactly the documented shape that existing gateways enforce: `version`, `default`, then `hide` or
 * `tools` with `require`, `deny_if` and `limits`. Counters are the lower-cased tool name and `_rate`.
 */

const ConditionSchema = z.strictObject({
  path: z.string().describe("the argument, as args.NAME"),
  op: z.enum(["eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte", "regex", "contains", "exists"]),
  value: z.unknown().optional(),
});
export type Condition = z.infer<typeof ConditionSchema>;

const PolicyRuleSchema = z.strictObject({
  conditions: z.array(ConditionSchema).describe("all must hold; an empty list always holds"),
  on_deny: z.string().describe("the text that the agent gets"),
});

const LimitSchema = z.strictObject({
  counter: z.string(),
  window: z.enum(["minute", "hour", "day"]),
  max: z.int().positive(),
  scope: z.literal("grant"),
});

const ToolPolicySchema = z.strictObject({
  require: z.array(PolicyRuleSchema).optional().describe("every one must hold, else the call is denied"),
  deny_if: z.array(PolicyRuleSchema).optional().describe("any one that holds denies the call"),
  limits: z.array(LimitSchema).optional(),
});
export type ToolPolicy = z.infer<typeof ToolPolicySchema>;

export const PolicySchema = z.strictObject({
  version: z.literal("1"),
  default: z.enum(["allow", "deny"]),
  hide: z.array(z.string()).optional().describe("left out of the tool list and denied when called"),
  all_tools: z.strictObject({ limits: z.array(LimitSchema).optional() }).optional(),
  tools: z.record(z.string(), ToolPolicySchema).optional().describe("an empty object allows the tool"),
});
export type Policy = z.infer<typeof PolicySchema>;

/** The neutral decision on one tool, from which every format is written. */
export const DecisionSchema = z.object({
  tool: z.string(),
  action: z.enum(["allow", "limit", "ask", "deny"]),
  limit: z.object({ window: z.enum(["minute", "hour", "day"]), max: z.int().positive() }).optional(),
  reason: z.string(),
});
export type Decision = z.infer<typeof DecisionSchema>;
