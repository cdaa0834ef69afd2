import { CATEGORIES } from "../../db/records/classification.ts";
import { probabilitiesOf } from "../model.ts";

/** A held-out prediction: raw scores and the index of the true category. */
export interface HeldOut {
  scores: ArrayLike<number>;
  truth: number;
}

/**
 * The temperature at which held-out predictions are most likely, by golden-section search between 0.3 and 4. With no
 * predictions it is 1.
 */
export const temperatureOf = (predictions: readonly HeldOut[]): number => {
  if (predictions.length === 0) return 1;
  const loss = (logarithm: number): number => {
    const temperature = Math.exp(logarithm);
    let sum = 0;
    for (const { scores, truth } of predictions)
      sum -= Math.log(Math.max(1e-12, probabilitiesOf(scores, temperature)[truth] ?? 0));
    return sum;
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(0.3);
  let high = Math.log(4);
  while (high - low > 1e-4) {
    const a = high - ratio * (high - low);
    const b = low + ratio * (high - low);
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Math.round(Math.exp((low + high) / 2) * 1000) / 1000;
};

export const truthOf = (category: (typeof CATEGORIES)[number]): number => CATEGORIES.indexOf(category);
