import { CAPABILITIES, type Capability, type Category } from "../db/records/classification.ts";
import type { Model } from "./model.ts";
import { capabilityKeys } from "./signals.ts";

const ALL = Object.keys(CAPABILITIES) as Capability[];

/** The capabilities that a tool of a category states, in the order of the vocabulary. */
export const capabilitiesOf = (model: Model, category: Category, keys: readonly string[]): Capability[] => {
  const { names, rows } = model.capabilityTable;
  const scores = new Float64Array(names.length);
  for (const list of [keys, capabilityKeys(keys, category)]) {
    for (let i = 0; i < list.length; i++) {
      const row = rows.get(list[i] as string);
      if (row) for (let at = 0; at < row.length; at++) scores[at] = (scores[at] as number) + (row[at] as number);
    }
  }
  return ALL.filter((capability) => {
    const at = names.indexOf(capability);
    return at >= 0 && 1 / (1 + Math.exp(-(scores[at] ?? 0))) >= (model.thresholds[capability] ?? 0.5);
  });
};
