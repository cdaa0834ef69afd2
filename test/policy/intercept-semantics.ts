import { z } from "zod";
import type { Call } from "./random-calls.ts";

/*
 * Intercept's documented semantics (POLICY.md and internal/engine of PolicyLayer/Intercept, March 2026), written anew:
 * rules of a tool in order, a deny rule denies, an evaluate rule denies unless all its conditions hold, a condition on an
 * absent argument does not hold, equality compares numbers as numbers and all else as printed by Go's %v.
 */

const condition = z.strictObject({
  path: z.string().startsWith("args."),
  op: z.enum(["eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte", "regex", "contains", "exists"]),
  value: z.unknown(),
});
const rule = z.union([
  z.strictObject({ name: z.string(), rate_limit: z.string().regex(/^[1-9]\d*\/(?:minute|hour|day)$/) }),
  z.strictObject({ name: z.string().min(1), action: z.literal("deny"), on_deny: z.string() }),
  z.strictObject({
    name: z.string().min(1),
    action: z.literal("evaluate"),
    conditions: z.array(condition).min(1),
    on_deny: z.string(),
  }),
]);
const policy = z.strictObject({
  version: z.literal("1"),
  default: z.enum(["allow", "deny"]),
  hide: z.array(z.string()).optional(),
  tools: z.record(z.string(), z.strictObject({ rules: z.array(rule) })),
});

type Condition = z.infer<typeof condition>;

/** Go's `%v` of a decoded JSON value. */
const printed = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(printed).join(" ")}]`;
  if (value === null) return "<nil>";
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, child]) => `${key}:${printed(child)}`).join(" ")}]`;
};

const equal = (a: unknown, b: unknown): boolean =>
  typeof a === "number" && typeof b === "number" ? a === b : printed(a) === printed(b);

const holds = ({ path, op, value }: Condition, args: Record<string, unknown>): boolean => {
  const key = path.slice("args.".length);
  const exists = Object.hasOwn(args, key);
  const actual = args[key];
  if (op === "exists") return (exists && actual !== null) === value;
  if (!exists) return false;
  if (op === "regex") return typeof actual === "string" && new RegExp(String(value)).test(actual);
  if (op === "in") return Array.isArray(value) && value.some((item) => equal(actual, item));
  if (op === "not_in") return !(Array.isArray(value) && value.some((item) => equal(actual, item)));
  if (typeof actual !== "number" || typeof value !== "number") return false;
  if (op === "gte") return actual >= value;
  if (op === "lte") return actual <= value;
  throw new Error(`not used: ${op}`);
};

/** Reads a policy with the validator's rules and decides calls; limits are not counted. */
export const evaluateIntercept = (value: unknown): ((call: Call) => "allow" | "deny") => {
  policy.parse(value);
  const { default: otherwise, hide, tools } = value as z.infer<typeof policy>;
  for (const [name, { rules }] of Object.entries(tools))
    if (name.includes(".") && rules.some((one) => "rate_limit" in one)) throw new Error(`no counter for ${name}`);
  return ({ name, arguments: args }) => {
    if (hide?.some((hidden) => hidden === name || hidden === "*")) return "deny";
    if (!Object.hasOwn(tools, name)) return otherwise;
    for (const one of tools[name]?.rules ?? []) {
      if ("rate_limit" in one) continue;
      if (one.action === "deny" || !one.conditions.every((each) => holds(each, args))) return "deny";
    }
    return "allow";
  };
};
