import { CATEGORIES, type Category } from "../db/records/classification.ts";
import type { ToolFacts } from "./facts.ts";
import { type Calibration, type Model, probabilitiesOf, scoresOf } from "./model.ts";
import type { Wording } from "./wording.ts";

/*
 * Where weights and precedence meet. A tool is what the most severe of its ordinary, documented operations is
 * (GUIDE): Financial before Destructive before Execute before Write before Read. The weights of the signals are
 * learned from labels made by that rule; precedence decides between equal probabilities.
 */

/** Categories, most severe first. */
export const SEVERITY: readonly Category[] = [...CATEGORIES].reverse();

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

/** The category of a tool from the keys of its signals and its wording. */
export const categoryOf = (
  model: Model,
  facts: ToolFacts,
  keys: readonly string[],
  words: Wording,
): CategoryVerdict => {
  const scores = scoresOf(model.category, keys, words);
  const probabilities = probabilitiesOf(scores, model.calibration[evidenceState(facts)]);
  const ranked = SEVERITY.map((category) => ({
    category,
    probability: probabilities[CATEGORIES.indexOf(category)] ?? 0,
  }));
  ranked.sort((a, b) => b.probability - a.probability);
  const [first, second] = ranked;
  return {
    category: first?.category ?? "Read",
    confidence: Math.round((first?.probability ?? 0) * 1000) / 1000,
    probabilities,
    second: second?.category ?? "Write",
  };
};
