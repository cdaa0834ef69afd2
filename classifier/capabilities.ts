import { CAPABILITIES, type Capability } from "../db/records/classification.ts";
import { type Model, probabilitiesOf, scoresOf } from "./model.ts";
import type { Wording } from "./wording.ts";

const ALL = Object.keys(CAPABILITIES) as Capability[];

/** The capabilities that a tool states, in the order of the vocabulary. */
export const capabilitiesOf = (model: Model, keys: readonly string[], words: Wording): Capability[] =>
  ALL.filter((capability) => {
    const head = model.capabilities[capability];
    if (!head) return false;
    const [, yes = 0] = probabilitiesOf(scoresOf(head, keys, words));
    return yes >= (model.thresholds[capability] ?? 0.5);
  });
