import type { Evidence } from "../db/records/classification.ts";
import { CATEGORIES } from "../db/records/vocabulary.ts";
import { rememberedText } from "./field-text.ts";
import type { Judgement } from "./judge.ts";
import { type Model, weightAt } from "./model.ts";
import { START } from "./risk.ts";
import type { Signal } from "./rule.ts";
import { RULES } from "./rules.ts";
import { keyOf, muteKeyOf } from "./signals.ts";

/** Rules that only give reasons for a step of the risk: no evidence of the category. */
const STEP_ONLY = new Set(RULES.filter((rule) => rule.step && !rule.leans && !rule.capability).map((rule) => rule.id));

/** How many signals are quoted as evidence of the category. */
const QUOTED = 5;

/**
 * How far each of `judgement.signals` speaks for the category rather than for the next likely one. What a name means in a
 * tool whose description says nothing counts as well.
 */
export const weightsOf = ({ category: head, ids: idsByKey }: Model, judgement: Judgement): number[] => {
  const { category, second, signals, ids, facts } = judgement;
  const first = CATEGORIES.indexOf(category);
  const next = CATEGORIES.indexOf(second);
  const speaks = (id: number): number => weightAt(head, id, first) - weightAt(head, id, next);
  return signals.map((signal, at) => {
    const own = speaks(ids[at] ?? 0);
    if (!facts.mute || signal.field !== "name") return own;
    return own + speaks(idsByKey.get(muteKeyOf(keyOf(signal))) ?? 0);
  });
};

const toEvidence = (judgement: Judgement, signal: Signal): Evidence => ({
  rule: signal.rule,
  field: signal.field,
  start: signal.start,
  end: signal.end,
  quote: rememberedText(judgement.facts.definition, signal.field).slice(signal.start, signal.end),
  says: signal.says,
});

/** The signals that led to the category, strongest first, with the reason for a step of the risk. */
export const decisive = (judgement: Judgement, model: Model): Signal[] => {
  const { signals, facts } = judgement;
  const weights = weightsOf(model, judgement);
  const weighed: number[] = [];
  for (let at = 0; at < signals.length; at++)
    if ((weights[at] as number) > 0.05 && !STEP_ONLY.has((signals[at] as Signal).rule)) weighed.push(at);
  weighed.sort((a, b) => (weights[b] as number) - (weights[a] as number));
  const chosen = weighed.slice(0, QUOTED).map((at) => signals[at] as Signal);
  if (!facts.mute) return chosen;
  // Where the tool itself is mute, what its siblings tell is named even if it weighs less than other signs.
  const place = weighed.find((at) => signals[at]?.rule === "sibling-pair");
  const sibling = place === undefined ? undefined : signals[place];
  if (!sibling || chosen.slice(0, 3).includes(sibling)) return chosen;
  return [...chosen.slice(0, 2), sibling, ...chosen.slice(2).filter((signal) => signal !== sibling)];
};

/** Literal quotes behind a verdict: the decisive signals, then why the risk is not where the category starts. */
export const evidenceOf = (judgement: Judgement, signals: readonly Signal[]): Evidence[] => {
  const chosen = [...signals];
  if (judgement.reason && !chosen.includes(judgement.reason)) chosen.push(judgement.reason);
  return chosen.map((signal) => toEvidence(judgement, signal));
};

const join = (parts: string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The sentences that a person reads, from the decisive signals: why this category, why this risk, why not surer. */
export const rationaleOf = (judgement: Judgement, signals: readonly Signal[]): string => {
  const { category, risk, facts, second, confidence } = judgement;
  const reasons = signals.slice(0, 3).map(({ says }, at) => (at === 0 ? capital(says) : says));
  const sentences: string[] = [];
  if (reasons.length > 0)
    sentences.push(`${join(reasons)}: that makes it ${category === "Execute" ? "an" : "a"} ${category} tool.`);
  else sentences.push(`No single sign decides; its wording as a whole is most like that of ${category} tools.`);
  if (judgement.reason && judgement.says) {
    const quote = rememberedText(facts.definition, judgement.reason.field).slice(
      judgement.reason.start,
      judgement.reason.end,
    );
    sentences.push(`The risk is ${risk} instead of ${START[category]}, because ${judgement.says} (“${quote}”).`);
  } else if (judgement.says)
    sentences.push(`The risk is ${risk} instead of ${START[category]}, because ${judgement.says}.`);
  else sentences.push(`The risk is ${risk}, where ${category} starts.`);
  if (facts.description.trim() === "") {
    sentences.push(
      "The description is empty, so the name, the arguments and the sibling tools decide and confidence is lowered.",
    );
  } else if (facts.mute) sentences.push("The description says nothing beyond the name, so confidence is lowered.");
  if (confidence < 0.8) sentences.push(`It could also be ${second}.`);
  return sentences.join(" ");
};
