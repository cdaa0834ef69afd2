import { z } from "zod";
import { CapabilitySchema, CategorySchema, RiskSchema } from "./classification.ts";

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

export const PolicyRuleSchema = z.strictObject({
  conditions: z.array(ConditionSchema).describe("all must hold; an empty list always holds"),
  on_deny: z.string().describe("the text that the agent gets"),
});

export const LimitSchema = z.strictObject({
  counter: z.string(),
  window: z.enum(["minute", "hour", "day"]),
  max: z.int().positive(),
  scope: z.literal("grant"),
});

export const ToolPolicySchema = z.strictObject({
  require: z.array(PolicyRuleSchema).optional().describe("every one must hold, else the call is denied"),
  deny_if: z.array(PolicyRuleSchema).optional().describe("any one that holds denies the call"),
  limits: z.array(LimitSchema).optional(),
});
export type PolicyRule = z.infer<typeof PolicyRuleSchema>;
export type Limit = z.infer<typeof LimitSchema>;
export type ToolPolicy = z.infer<typeof ToolPolicySchema>;

export const PolicySchema = z.strictObject({
  version: z.literal("1"),
  default: z.enum(["allow", "deny"]),
  hide: z.array(z.string()).optional().describe("left out of the tool list and denied when called"),
  all_tools: z.strictObject({ limits: z.array(LimitSchema).optional() }).optional(),
  tools: z.record(z.string(), ToolPolicySchema).optional().describe("an empty object allows the tool"),
});
export type Policy = z.infer<typeof PolicySchema>;

/** Least to most restrictive; of two that apply to a call, the later wins. */
export const ACTIONS = ["allow", "limit", "ask", "deny"] as const;
export type Action = (typeof ACTIONS)[number];

/** What a rule on one argument checks, each with what its `values` are. */
export const CHECKS = {
  "at-most": "a number from 0 to the first value",
  "one-of": "a string that equals one of the values",
  under: "a path without a parent segment that is one of the values or below one",
  "no-traversal": "a string without a parent segment (..), by slash or backslash",
  hosts: "an http or https address whose host, with its port if any, is one of the values, without a user name",
  commands: "a command line that is or begins with one of the values, without shell metacharacters",
  "no-metacharacters": "a string without the characters by which a shell chains, expands or redirects",
  "read-only-sql": "one statement that begins as a query and holds no word that writes",
} as const satisfies Record<string, string>;
export type Check = keyof typeof CHECKS;

/** A rule on one top-level argument: a call passes only when the argument's value passes the check. */
export const ArgumentRuleSchema = z.object({
  argument: z.string(),
  required: z
    .boolean()
    .describe("true: a call without the argument is denied; false: the rule is for calls that have it"),
  check: z.enum(Object.keys(CHECKS) as [Check, ...Check[]]),
  values: z.array(z.union([z.string(), z.number()])),
  onDeny: z.string().describe("the text that the agent gets"),
  leaves: z.string().describe("what this rule does not stop, for the person who relies on it"),
  fill: z
    .string()
    .optional()
    .describe("what the user must put for the values; present only while they are placeholders"),
});
export type ArgumentRule = z.infer<typeof ArgumentRuleSchema>;

/** The decisions on the operations that one argument selects. */
export const OperationDecisionSchema = z.object({
  argument: z.string(),
  values: z.array(
    z.object({ value: z.string(), action: z.enum(ACTIONS), category: CategorySchema, reason: z.string() }),
  ),
  otherwise: z.enum(ACTIONS).describe("what a call gets whose argument is absent or has another value"),
});
export type OperationDecision = z.infer<typeof OperationDecisionSchema>;

/**
 * The neutral decision on one tool, from which every format is written. A call gets the most restrictive of `action`
 * and, for each entry of `operations`, the action of the value that it names (or `otherwise`); it is denied when a rule
 * does not pass; and a call that is let through counts against `limit`, where there is one, whatever its operation.
 */
export const DecisionSchema = z.object({
  tool: z.string(),
  category: CategorySchema,
  risk: RiskSchema,
  capabilities: z.array(CapabilitySchema),
  action: z.enum(ACTIONS),
  limit: z.object({ window: z.enum(["minute", "hour", "day"]), max: z.int().positive() }).optional(),
  rules: z.array(ArgumentRuleSchema).describe("in force"),
  suggestions: z.array(ArgumentRuleSchema).describe("not in force: each waits for a value that only the user has"),
  operations: z.array(OperationDecisionSchema),
  reason: z.string(),
  warnings: z.array(z.string()).describe("what these rules cannot stop, such as a sibling that does the same"),
});
export type Decision = z.infer<typeof DecisionSchema>;
