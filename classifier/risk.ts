import { type Category, RISKS, type Risk } from "../db/records/classification.ts";
import { type Model, scoresOf } from "./model.ts";
import type { Signal } from "./rule.ts";
import { RULES } from "./rules.ts";
import { keyOf } from "./signals.ts";
import type { Wording } from "./wording.ts";

/** Where the risk of a category starts (GUIDE). */
export const START: Readonly<Record<Category, Risk>> = {
  Read: "Low",
  Write: "Medium",
  Execute: "High",
  Destructive: "Critical",
  Financial: "Critical",
};

/** The levels that a tool of a category may have: the start and at most one step for a named reason. */
export const LEVELS: Readonly<Record<Category, readonly Risk[]>> = {
  Read: ["Low", "Medium"],
  Write: ["Low", "Medium", "High"],
  Execute: ["Medium", "High", "Critical"],
  Destructive: ["High", "Critical"],
  Financial: ["High", "Critical"],
};

export interface RiskVerdict {
  risk: Risk;
  /** The signal that names why the risk is not where the category starts. */
  reason: Signal | undefined;
  says: string | undefined;
}

const STEPS = new Map(RULES.flatMap((rule) => (rule.step ? [[rule.id, rule.step] as const] : [])));

/** The risk of a tool of `category`: where it starts, moved one step where the model says so and a rule names the reason. */
export const riskOf = (
  model: Model,
  category: Category,
  signals: readonly Signal[],
  keys: readonly string[],
  words: Wording,
): RiskVerdict => {
  const start = START[category];
  const stay = { risk: start, reason: undefined, says: undefined };
  const head = model.risk[category];
  if (!head) return stay;
  const scores = scoresOf(head, keys, words);
  let best = 0;
  for (let at = 1; at < scores.length; at++) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
  const risk = head.classes[best] as Risk;
  const by = Math.sign(RISKS.indexOf(risk) - RISKS.indexOf(start));
  if (by === 0) return stay;
  let reason: Signal | undefined;
  let most = -Infinity;
  for (const signal of signals) {
    const step = STEPS.get(signal.rule);
    if (!step || step.by !== by || !step.of.includes(category)) continue;
    const weight = head.weights.get(keyOf(signal))?.[best] ?? 0;
    if (weight > most) {
      most = weight;
      reason = signal;
    }
  }
  if (!reason) return stay;
  return { risk, reason, says: STEPS.get(reason.rule)?.reason };
};
