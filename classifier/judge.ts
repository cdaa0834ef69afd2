import type { Capability } from "../db/records/classification.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { ToolFacts } from "./facts.ts";
import type { Model } from "./model.ts";
import { type RiskVerdict, riskOf } from "./risk.ts";
import type { Signal } from "./rule.ts";
import { signalsOf } from "./signals.ts";
import { type CategoryVerdict, categoryOf } from "./verdict.ts";
import { type Wording, wordingOf } from "./wording.ts";

/** Everything that was concluded about one tool, with what it was concluded from. */
export interface Judgement extends CategoryVerdict, RiskVerdict {
  facts: ToolFacts;
  signals: Signal[];
  /** The ids in the model of what was seen, first those of the signals. */
  ids: number[];
  words: Wording;
  capabilities: Capability[];
}

/** Facts to signals to verdict, for one tool. Pure. */
export const judge = (facts: ToolFacts, model: Model): Judgement => {
  const signals = signalsOf(facts);
  const ids = model.idsSeen(facts, signals);
  const words = wordingOf(facts);
  const verdict = categoryOf(model, facts, ids, words);
  const risk = riskOf(model, verdict.category, verdict.probabilities, signals, ids, words);
  const capabilities = capabilitiesOf(model, verdict.category, ids);
  return {
    category: verdict.category,
    confidence: verdict.confidence,
    probabilities: verdict.probabilities,
    second: verdict.second,
    risk: risk.risk,
    reason: risk.reason,
    says: risk.says,
    facts,
    signals,
    ids,
    words,
    capabilities,
  };
};
