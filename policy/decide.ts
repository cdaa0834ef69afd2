import type { Category, Classification } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import { ACTIONS, type Action, type Decision } from "../db/records/policy.ts";
import { PROFILES, type Profile } from "./profile.ts";

/** The more restrictive of two actions. */
export const stricter = (a: Action, b: Action): Action => (ACTIONS.indexOf(a) >= ACTIONS.indexOf(b) ? a : b);

const WHY: Record<Category, string> = {
  Read: "it changes nothing",
  Write: "what it changes can be changed back, one call at a time",
  Execute: "what it sets off depends on its arguments",
  Destructive: "what it removes does not come back",
  Financial: "it commits money or tradable value",
};

const reasonOf = (category: Category, action: Action, limit: Decision["limit"]): string => {
  const cap = limit ? `, at most ${limit.max} calls per ${limit.window}` : "";
  const does = {
    allow: "Let through",
    limit: "Let through",
    ask: "A person approves each call",
    deny: "Denied, and hidden from the agent",
  }[action];
  return `${does}${cap}: ${category}, ${WHY[category]}.`;
};

/**
 * The decision on one tool. The same classification, definition and profile give the same decision. Without
 * `definition` there are no rules on arguments.
 */
export const decide = (
  classification: Classification,
  definition?: Definition,
  profile: Profile = PROFILES.recommended,
): Decision => {
  const { category, confidence } = classification;
  const rule = profile.categories[category];
  const unsure = profile.unsure && confidence < profile.unsure.below ? profile.unsure.action : "allow";
  const action = stricter(rule.action, unsure);
  const limit = action === "deny" ? undefined : rule.limit;
  void definition;
  return {
    tool: classification.tool,
    category,
    risk: classification.risk,
    capabilities: classification.capabilities,
    action,
    ...(limit && { limit }),
    rules: [],
    suggestions: [],
    operations: [],
    reason: reasonOf(category, action, limit),
    warnings: [],
  };
};
