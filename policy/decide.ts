import type { Category, Classification, Operation } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import type { Action, Decision, OperationDecision } from "../db/records/policy.ts";
import { argumentRules } from "./argument-rules.ts";
import { equivalences } from "./equivalences.ts";
import { stricter } from "./judge.ts";
import { PROFILES, type Profile } from "./profile.ts";

const WHY: Record<Category, string> = {
  Read: "it changes nothing",
  Write: "what it changes can be changed back, one call at a time",
  Execute: "what it sets off depends on its arguments",
  Destructive: "what it removes does not come back",
  Financial: "it commits money or tradable value",
};

const DOES: Record<Action, string> = {
  allow: "Let through",
  limit: "Let through",
  ask: "A person approves each call",
  deny: "Denied, and hidden from the agent",
};

const CALLS_PER_DAY = { minute: 24 * 60, hour: 24, day: 1 };

type Limit = Decision["limit"];

const tighter = (a: Limit, b: Limit): Limit => {
  if (!a || !b) return a ?? b;
  return a.max * CALLS_PER_DAY[a.window] <= b.max * CALLS_PER_DAY[b.window] ? a : b;
};

const least = (actions: Action[]): Action => actions.reduce((a, b) => (stricter(a, b) === a ? b : a));

/** The decisions by the argument that selects an operation; nothing where all operations get the same as the tool. */
const operationsOf = (
  operations: Operation[],
  otherwise: Action,
  of: (category: Category) => Action,
): OperationDecision[] => {
  const groups = new Map<string, OperationDecision>();
  for (const { argument, value, category } of operations) {
    if (argument.includes(".")) continue;
    const group = groups.get(argument) ?? { argument, values: [], otherwise };
    groups.set(argument, group);
    const action = of(category);
    const twice = group.values.find((known) => known.value === value);
    if (!twice)
      group.values.push({
        value,
        action,
        category,
        reason: `${argument} ${JSON.stringify(value)}: ${category}, ${WHY[category]}.`,
      });
    else twice.action = stricter(twice.action, action);
  }
  return [...groups.values()].filter(({ values }) => values.some(({ action }) => action !== otherwise));
};

/**
 * The decision on one tool. The same classification, definition and profile give the same decision. Without
 * `definition` there are no rules on arguments. A tool whose operations differ is let through as its mildest operation
 * is, and each operation says what it gets; an operation that nobody classified gets what the tool as a whole deserves.
 */
export const decide = (
  classification: Classification,
  definition?: Definition,
  profile: Profile = PROFILES.recommended,
): Decision => {
  const { tool, category, risk, capabilities, confidence } = classification;
  const floor: Action = profile.unsure && confidence < profile.unsure.below ? profile.unsure.action : "allow";
  const actionOf = (one: Category): Action => stricter(profile.categories[one].action, floor);
  const whole = actionOf(category);
  let operations = operationsOf(classification.operations ?? [], whole, actionOf);
  // With several selecting arguments a call gets the strictest of all, so the tool can be as mild as the mildest of any.
  const mildest = operations.map(({ values, otherwise }) => least([otherwise, ...values.map(({ action }) => action)]));
  let action = mildest.length > 0 ? least([whole, ...mildest]) : whole;
  const passing = [category, ...operations.flatMap(({ values }) => values.map((value) => value.category))].filter(
    (one) => actionOf(one) !== "deny",
  );
  const limit = passing.map((one): Limit => profile.categories[one].limit).reduce(tighter, undefined);
  if (limit) {
    // One count for the whole tool: what is let through at all is let through while the count lasts.
    action = stricter(action, "limit");
    operations = operations.map((group) => ({
      ...group,
      otherwise: stricter(group.otherwise, "limit"),
      values: group.values.map((value) => ({ ...value, action: stricter(value.action, "limit") })),
    }));
  }
  const cap = limit && action !== "deny" ? `, at most ${limit.max} calls per ${limit.window}` : "";
  const mixed = operations.length > 0 ? "; its operations differ, and each gets its own" : "";
  const { rules, suggestions, warnings } =
    definition && action !== "deny"
      ? argumentRules(classification, definition, profile)
      : { rules: [], suggestions: [], warnings: [] };
  return {
    tool,
    category,
    risk,
    capabilities,
    action,
    ...(limit && action !== "deny" && { limit }),
    rules,
    suggestions,
    operations,
    reason: `${DOES[action]}${cap}: ${category}, ${WHY[category]}${mixed}.`,
    warnings,
  };
};

/**
 * The decisions on all tools of one server, each the same as `decide` gives it alone, with warnings for what a denial
 * does not stop because a sibling that is let through can do the same.
 */
export const decideAll = (
  tools: { classification: Classification; definition?: Definition }[],
  profile: Profile = PROFILES.recommended,
): Decision[] => {
  const decisions = tools.map(({ classification, definition }) => decide(classification, definition, profile));
  return decisions.map((decision) => ({
    ...decision,
    warnings: [...decision.warnings, ...equivalences(decision, decisions)],
  }));
};
