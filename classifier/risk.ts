import { CATEGORIES, type Category, RISKS, type Risk } from "../db/records/vocabulary.ts";
import { type Model, probabilitiesOf, scoresOf, weightAt } from "./model.ts";
import type { Signal } from "./rule.ts";
import { RULES } from "./rules.ts";
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

/** From this probability of the category on, the risk is judged as if the category were certain. */
const CERTAIN = 0.9;
/** Below this probability of the category, the doubt itself is reason enough for another level of it. */
const DOUBTFUL = 0.7;
/** What a level one step from the true one is worth, where the true one is worth 1. */
const NEAR = 0.5;

/** The probability of each level, in the order of RISKS, over the categories that the tool may be of. */
const levelsOf = (
  model: Model,
  category: Category,
  probabilities: readonly number[],
  ids: readonly number[],
  words: Wording,
): number[] => {
  const certain = (probabilities[CATEGORIES.indexOf(category)] ?? 0) >= CERTAIN;
  const out = RISKS.map(() => 0);
  CATEGORIES.forEach((each, at) => {
    const share = certain ? Number(each === category) : (probabilities[at] ?? 0);
    const head = share > 0.01 ? model.risk[each] : undefined;
    if (!head) return;
    probabilitiesOf(scoresOf(head, ids, words)).forEach((probability, level) => {
      const index = RISKS.indexOf(head.classes[level] as Risk);
      out[index] = (out[index] ?? 0) + share * probability;
    });
  });
  return out;
};

/**
 * The risk of a tool of `category`: where the category starts, or another level of it that is worth more and has a
 * reason: one that a rule names, or that the category itself is in doubt. A level is worth its probability over all
 * `probabilities` of categories (in the order of CATEGORIES), and half that of its neighbours, so that a doubtful category
 * does not lead two steps astray. `ids` are those of the keys, first of the signals.
 */
export const riskOf = (
  model: Model,
  category: Category,
  probabilities: readonly number[],
  signals: readonly Signal[],
  ids: readonly number[],
  words: Wording,
): RiskVerdict => {
  const start = START[category];
  const head = model.risk[category];
  const levels = levelsOf(model, category, probabilities, ids, words);
  const worth = (risk: Risk): number => {
    const at = RISKS.indexOf(risk);
    return (levels[at] ?? 0) + NEAR * ((levels[at - 1] ?? 0) + (levels[at + 1] ?? 0));
  };
  const doubtful = (probabilities[CATEGORIES.indexOf(category)] ?? 0) < DOUBTFUL;
  let best: RiskVerdict = { risk: start, reason: undefined, says: undefined };
  for (const risk of LEVELS[category]) {
    if (risk === start || worth(risk) <= worth(best.risk)) continue;
    const by = Math.sign(RISKS.indexOf(risk) - RISKS.indexOf(start));
    const level = head?.classes.indexOf(risk) ?? -1;
    let reason: Signal | undefined;
    let most = -Infinity;
    for (let at = 0; at < signals.length; at++) {
      const signal = signals[at] as Signal;
      const step = STEPS.get(signal.rule);
      if (!step || step.by !== by || !step.of.includes(category)) continue;
      const weight = head ? weightAt(head, ids[at] ?? 0, level) : 0;
      if (weight > most) {
        most = weight;
        reason = signal;
      }
    }
    if (reason) best = { risk, reason, says: STEPS.get(reason.rule)?.reason };
    else if (doubtful) best = { risk, reason: undefined, says: "its category is in doubt" };
  }
  return best;
};
