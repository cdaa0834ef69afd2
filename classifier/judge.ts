import type { Capability } from "../db/records/classification.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { ToolFacts } from "./facts.ts";
import type { Model } from "./model.ts";
import { type RiskVerdict, riskOf } from "./risk.ts";
import type { Signal } from "./rule.ts";
import { contextKeys, keyOf, signalsOf } from "./signals.ts";
import { type CategoryVerdict, categoryOf } from "./verdict.ts";
import { type Wording, wordingOf } from "./wording.ts";

/** Everything that was concluded about one tool, with what it was concluded from. */
export interface Judgement extends CategoryVerdict, RiskVerdict {
  facts: ToolFacts;
  signals: Signal[];
  keys: string[];
  words: Wording;
  capabilities: Capability[];
}

/** Facts to signals to verdict, for one tool. Pure. */
export const judge = (facts: ToolFacts, model: Model): Judgement => {
  const signals = signalsOf(facts);
  const keys = [...signals.map(keyOf), ...contextKeys(facts, signals)];
  const words = wordingOf(facts);
  const verdict = categoryOf(model, facts, keys, words);
  const risk = riskOf(model, verdict.category, verdict.probabilities, signals, keys, words);
  return {
    ...verdict,
    ...risk,
    facts,
    signals,
    keys,
    words,
    capabilities: capabilitiesOf(model, verdict.category, keys),
  };
};
