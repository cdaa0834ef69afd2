import type { Capability, Category } from "../db/records/classification.ts";
import type { Model } from "./model.ts";

/** The sums of the capability heads, one call at a time: a fresh array of this size is dear. */
let sums = new Float64Array(0);

/** Adds the row of a key to the sums; that of key 0 is all zeros. */
const addRow = (weights: Float64Array, id: number, size: number): void => {
  if (id === 0) return;
  const row = id * size;
  for (let at = 0; at < size; at++) sums[at] = (sums[at] as number) + (weights[row + at] as number);
};

/** The capabilities that a tool of a category states, in the order of the vocabulary, from the ids of its keys. */
export const capabilitiesOf = (model: Model, category: Category, ids: readonly number[]): Capability[] => {
  const { names, thresholds, weights, within } = model.capabilityTable;
  const size = names.length;
  if (sums.length < size) sums = new Float64Array(size);
  for (let at = 0; at < size; at++) sums[at] = 0;
  for (let at = 0; at < ids.length; at++) addRow(weights, ids[at] as number, size);
  const inCategory = within[category];
  if (inCategory) {
    addRow(weights, inCategory.own, size);
    for (let at = 0; at < ids.length; at++) addRow(weights, inCategory.ids[ids[at] as number] as number, size);
  }
  const stated: Capability[] = [];
  for (let at = 0; at < size; at++)
    if (1 / (1 + Math.exp(-(sums[at] as number))) >= (thresholds[at] as number)) stated.push(names[at] as Capability);
  return stated;
};
