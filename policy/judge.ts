import { ACTIONS, type Action, type Decision } from "../db/records/policy.ts";
import { passes } from "./argument-checks.ts";

/** A call's arguments, as the agent sent them. */
export type Arguments = Record<string, unknown>;

export type Judgement = { action: Action; why: string };

/** The more restrictive of two actions. */
export const stricter = (a: Action, b: Action): Action => (ACTIONS.indexOf(a) >= ACTIONS.indexOf(b) ? a : b);

/** Whether an action lets a call through without a person. */
export const letsThrough = (action: Action): boolean => action === "allow" || action === "limit";

/** The argument's value; undefined where absent or null. Inherited properties are no arguments. */
export const argumentOf = (args: Arguments, name: string): unknown =>
  Object.hasOwn(args, name) ? (args[name] ?? undefined) : undefined;

/**
 * What the neutral record says of one call, by itself: `limit` means let through while the count lasts. This is the
 * yardstick by which every format is tested.
 */
export const judge = (decision: Decision, args: Arguments): Judgement => {
  let judgement: Judgement = { action: decision.action, why: decision.reason };
  for (const { argument, values, otherwise } of decision.operations) {
    const given = argumentOf(args, argument);
    const known = values.find(({ value }) => value === given);
    const action = known?.action ?? otherwise;
    if (ACTIONS.indexOf(action) > ACTIONS.indexOf(judgement.action))
      judgement = { action, why: known?.reason ?? `${argument} names no operation that was classified` };
  }
  for (const rule of decision.rules) {
    const value = argumentOf(args, rule.argument);
    if (value === undefined ? rule.required : !passes(rule, value)) return { action: "deny", why: rule.onDeny };
  }
  return judgement;
};
