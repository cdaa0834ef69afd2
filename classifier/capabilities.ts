import { CAPABILITIES, type Capability, type Category } from "../db/records/classification.ts";
import type { Model } from "./model.ts";

const ALL = Object.keys(CAPABILITIES) as Capability[];

/** The sums of the capability heads, one call at a time: a fresh array of this size is dear. */
let sums = new Float64Array(ALL.length);

/** The capabilities that a tool of a category states, in the order of the vocabulary, from the ids of its keys. */
export const capabilitiesOf = (model: Model, category: Category, ids: readonly number[]): Capability[] => {
  const { names, weights, within } = model.capabilityTable;
  const size = names.length;
  if (sums.length < size) sums = new Float64Array(size);
  const scores = sums.fill(0);
  const add = (id: number): void => {
    for (let at = 0; at < size; at++) scores[at] = (scores[at] as number) + (weights[id * size + at] as number);
  };
  for (const id of ids) add(id);
  const inCategory = within[category];
  if (inCategory) {
    add(inCategory.own);
    for (const id of ids) add(inCategory.ids[id] ?? 0);
  }
  return ALL.filter((capability) => {
    const at = names.indexOf(capability);
    return at >= 0 && 1 / (1 + Math.exp(-(scores[at] ?? 0))) >= (model.thresholds[capability] ?? 0.5);
  });
};
