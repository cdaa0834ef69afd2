import { CATEGORIES, type Category } from "../db/records/vocabulary.ts";
import type { ToolFacts } from "./facts.ts";
import { type Calibration, type Model, probabilitiesOf, scoresOf } from "./model.ts";
import type { Wording } from "./wording.ts";

/*
 * Where weights and precedence meet. A tool is what the most severe of its ordinary, documented operations is
 * (GUIDE): Financial before Destructive before Execute before Write before Read. The weights of the signals are
 * learned from labels made by that rule; precedence decides between equal probabilities.
 */

export interface CategoryVerdict {
  category: Category;
  confidence: number;
  /** Calibrated, in the order of CATEGORIES. */
  probabilities: number[];
  /** The next likely category. */
  second: Category;
}

/** How much there is to go by, which decides how sure one can be. */
export const evidenceState = (facts: ToolFacts): keyof Calibration =>
  !facts.mute ? "described" : facts.server.toolCount > 1 ? "mute" : "alone";

/** The place of the largest value but for that at `except`; of equal ones the last, since categories stand by severity. */
const largest = (values: readonly number[], except: number): number => {
  let best = -1;
  for (let at = values.length - 1; at >= 0; at--)
    if (at !== except && (best < 0 || (values[at] as number) > (values[best] as number))) best = at;
  return best;
};

/** The category of a tool from the ids of its keys and its wording. */
export const categoryOf = (model: Model, facts: ToolFacts, ids: readonly number[], words: Wording): CategoryVerdict => {
  const scores = scoresOf(model.category, ids, words);
  const probabilities = probabilitiesOf(scores, model.calibration[evidenceState(facts)]);
  const first = largest(probabilities, -1);
  return {
    category: CATEGORIES[first] ?? "Read",
    confidence: Math.round((probabilities[first] ?? 0) * 1000) / 1000,
    probabilities,
    second: CATEGORIES[largest(probabilities, first)] ?? "Write",
  };
};
