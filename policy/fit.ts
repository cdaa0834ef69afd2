import type { ArgumentRule, Check, Decision } from "../db/records/policy.ts";
import { CHECKS } from "../db/records/policy.ts";
import { letsThrough, stricter } from "./judge.ts";
import { visible } from "./visible.ts";

const shown = (text: string): string => visible(JSON.stringify(text), "surrogates");

/** What a product can be told. */
export type Abilities = {
  /** It can stop and ask a person. */
  ask: boolean;
  /** It can refuse a call outright. */
  deny: boolean;
  /** It counts calls. */
  limit: boolean;
  /** The checks on arguments that it can make. */
  checks: readonly Check[];
  /** It can let a call through that lacks the argument, and check it when it is there. */
  optional: boolean;
  /** It can tell the operations of one tool apart by the argument that selects them. */
  operations: boolean;
};

export const ALL_CHECKS = Object.keys(CHECKS) as Check[];

/** A product that only knows tools by name. */
export const NAMES_ONLY: Abilities = {
  ask: false,
  deny: true,
  limit: false,
  checks: [],
  optional: false,
  operations: false,
};

const LOSSES = {
  denial: "It cannot refuse a call, so a person is asked",
  approval: "It cannot ask a person, so these are denied",
  limitAsked: "It counts no calls, so instead of the limit a person is asked",
  limitLost: "It counts no calls, so these are let through without their limit",
  capLost: "It counts no calls, so these are asked about without their cap",
  rulesAsked: "It cannot check these arguments, so a person is asked for each call",
  rulesDenied: "It cannot check these arguments, so the tools are denied",
  required: "It cannot leave an argument open, so calls without these are denied",
  operationsAsked: "It cannot tell the operations of one tool apart, so a person is asked for each call",
  operationsDenied:
    "It cannot tell the operations of one tool apart, and one of them is held back, so these are denied",
} as const;
type Loss = keyof typeof LOSSES;

/** A client that knows tools by name and can ask. */
export const ASKS: Abilities = { ...NAMES_ONLY, ask: true };

/** A decision that a product can be told in full, written by `fit`. */
export type Fitted = Decision & { fitted: true };

/**
 * Turns decisions into ones that a product can express, and says what was lost. One rule stands above all: what the
 * record would deny or ask about is never let through without a person. Where the product can ask, it asks; where it
 * cannot, it denies. Only a rate limit may be lost, as each single call that it counts is one that the record allows.
 */
export const fit = (decisions: Decision[], able: Abilities): { fitted: Fitted[]; cannotExpress: string[] } => {
  const lost = new Map<Loss, string[]>();
  const lose = (loss: Loss, what: string): void => {
    lost.set(loss, [...(lost.get(loss) ?? []), what]);
  };
  const fitted = decisions.map((decision): Fitted => {
    const name = shown(decision.tool);
    let { action, limit, rules, operations } = decision;
    if (action === "deny") {
      if (!able.deny) lose("denial", name);
      return { ...denied(decision), action: able.deny ? "deny" : "ask" };
    }
    const unable = rules.filter(({ check }) => !able.checks.includes(check));
    if (unable.length > 0) {
      action = stricter(action, "ask");
      const which = `${name} (${unable.map(({ argument }) => shown(argument)).join(", ")})`;
      lose(able.ask ? "rulesAsked" : "rulesDenied", which);
      if (!able.ask) return denied(decision);
      rules = rules.filter(({ check }) => able.checks.includes(check));
    }
    if (!able.optional) {
      for (const { argument } of rules.filter(({ required }) => !required))
        lose("required", `${name} (${shown(argument)})`);
      rules = rules.map((rule): ArgumentRule => ({ ...rule, required: true }));
    }
    if (operations.length > 0 && !able.operations) {
      const strictest = operations.flatMap(({ values, otherwise }) => [otherwise, ...values.map((one) => one.action)]);
      const worst = strictest.reduce(stricter, action);
      if (!letsThrough(worst)) {
        lose(able.ask ? "operationsAsked" : "operationsDenied", name);
        if (!able.ask) return denied(decision);
        action = "ask";
      } else action = worst;
      operations = [];
    }
    if (!able.ask) {
      const asked = operations.some(({ values, otherwise }) =>
        [otherwise, ...values.map((v) => v.action)].includes("ask"),
      );
      if (action === "ask" || asked) lose("approval", name);
      if (action === "ask") return denied(decision);
      operations = operations.map((group) => ({
        ...group,
        otherwise: group.otherwise === "ask" ? "deny" : group.otherwise,
        values: group.values.map((value) => ({ ...value, action: value.action === "ask" ? "deny" : value.action })),
      }));
    }
    if (limit && !able.limit) {
      const cap = `${name} (${limit.max} per ${limit.window})`;
      if (action === "ask") lose("capLost", cap);
      else lose(able.ask ? "limitAsked" : "limitLost", cap);
      action = able.ask ? "ask" : "allow";
      const without = action;
      operations = operations.map((group) => ({
        ...group,
        otherwise: group.otherwise === "limit" ? without : group.otherwise,
        values: group.values.map((value) => ({ ...value, action: value.action === "limit" ? without : value.action })),
      }));
      limit = undefined;
    }
    const { limit: _, ...rest } = decision;
    return { ...rest, action, ...(limit && { limit }), rules, operations, fitted: true };
  });
  return { fitted, cannotExpress: [...lost].map(([loss, what]) => `${LOSSES[loss]}: ${what.join(", ")}.`) };
};

const denied = ({ limit: _, ...decision }: Decision): Fitted => ({
  ...decision,
  action: "deny",
  rules: [],
  operations: [],
  fitted: true,
});
