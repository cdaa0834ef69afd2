import { isDeepStrictEqual } from "node:util";
import type { Condition, Limit, Policy, PolicyRule } from "../db/records/policy.ts";
import { matches } from "./argument-checks.ts";
import type { Arguments } from "./judge.ts";

/*
 * What `policy.json` means, for the guard, for `policy test` and `policy diff`. Where the published description leaves
 * something open, the answer is the one that denies: a comparison that does not fit the value's type counts against the
 * call, both in `require` and in `deny_if`.
 */

export type Verdict = {
  allowed: boolean;
  /** Which part of the policy decided: a JSON pointer into it, `(hidden)`, `(default deny)` or `(default allow)`. */
  rule: string;
  /** The text for the agent; "" when allowed. */
  text: string;
  /** What an allowed call counts against, in the order of the policy; the pointer of each. */
  limits: { pointer: string; limit: Limit }[];
};

/** true and false as they read; "misfit" where the operator does not apply to the value's type. */
export type Holds = boolean | "misfit";

const compare = (op: "lt" | "lte" | "gt" | "gte", actual: unknown, expected: unknown): Holds => {
  if (typeof actual !== "number" || typeof expected !== "number" || Number.isNaN(actual)) return "misfit";
  if (op === "lt") return actual < expected;
  if (op === "lte") return actual <= expected;
  return op === "gt" ? actual > expected : actual >= expected;
};

const contains = (actual: unknown, expected: unknown): Holds => {
  if (typeof actual === "string") return typeof expected === "string" ? actual.includes(expected) : "misfit";
  return Array.isArray(actual) ? actual.some((item) => isDeepStrictEqual(item, expected)) : "misfit";
};

/** The value at a dotted path below `args.`; undefined where a segment is missing or null. Own properties only. */
const valueAt = (args: Arguments, path: string): unknown => {
  let node: unknown = args;
  for (const segment of path.split(".").slice(1)) {
    if (!node || typeof node !== "object" || Array.isArray(node) || !Object.hasOwn(node, segment)) return undefined;
    node = (node as Arguments)[segment];
  }
  return node ?? undefined;
};

/** Whether a condition holds of a call's arguments. An absent argument fulfils nothing but `exists` with `false`. */
export const holds = ({ path, op, value }: Condition, args: Arguments): Holds => {
  const actual = valueAt(args, path);
  if (op === "exists") return (actual !== undefined) === (value !== false);
  if (actual === undefined) return false;
  switch (op) {
    case "eq":
      return isDeepStrictEqual(actual, value);
    case "neq":
      return !isDeepStrictEqual(actual, value);
    case "in":
    case "not_in": {
      if (!Array.isArray(value)) return "misfit";
      return value.some((item) => isDeepStrictEqual(actual, item)) === (op === "in");
    }
    case "regex":
      return typeof actual === "string" && typeof value === "string" ? matches(value, actual) : "misfit";
    case "contains":
      return contains(actual, value);
    default:
      return compare(op, actual, value);
  }
};

const satisfied = (rule: PolicyRule, args: Arguments): boolean =>
  rule.conditions.every((condition) => holds(condition, args) === true);

const triggered = (rule: PolicyRule, args: Arguments): boolean =>
  rule.conditions.every((condition) => holds(condition, args) !== false);

/** A JSON pointer (RFC 6901). */
export const pointerTo = (...parts: (string | number)[]): string =>
  parts.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Whether the tool is left out of the tool list. */
export const isHidden = (policy: Policy, tool: string): boolean =>
  policy.hide?.some((name) => name === tool || name === "*") ?? false;

/**
 * What the policy says of a call, limits not yet counted: an allowed call still has to find room in each of `limits`.
 * The policy must have passed `readPolicy`; its patterns must compile, which `checkPolicyText` of check.ts makes sure of.
 */
export const enforce = (policy: Policy, tool: string, args: Arguments): Verdict => {
  const deny = (rule: string, text: string): Verdict => ({ allowed: false, rule, text, limits: [] });
  if (isHidden(policy, tool)) return deny("(hidden)", "This tool is not available.");
  const own = policy.tools && Object.hasOwn(policy.tools, tool) ? policy.tools[tool] : undefined;
  if (!own && policy.default === "deny") return deny("(default deny)", "The policy does not list this tool.");
  for (const [index, rule] of (own?.require ?? []).entries())
    if (!satisfied(rule, args)) return deny(pointerTo("tools", tool, "require", index), rule.on_deny);
  for (const [index, rule] of (own?.deny_if ?? []).entries())
    if (triggered(rule, args)) return deny(pointerTo("tools", tool, "deny_if", index), rule.on_deny);
  const limits = [
    ...(policy.all_tools?.limits ?? []).map((limit, index) => ({
      pointer: pointerTo("all_tools", "limits", index),
      limit,
    })),
    ...(own?.limits ?? []).map((limit, index) => ({ pointer: pointerTo("tools", tool, "limits", index), limit })),
  ];
  return { allowed: true, rule: own ? pointerTo("tools", tool) : "(default allow)", text: "", limits };
};
