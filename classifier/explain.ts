import type { Classification } from "../db/records/classification.ts";
import { fieldText } from "../db/records/definition.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { CATEGORIES, type Category } from "../db/records/vocabulary.ts";
import { attackPatternsOf } from "./attack-patterns.ts";
import { type ClassifyOptions, classifyServer } from "./classify.ts";
import { type Judgement, judge } from "./judge.ts";
import { idsOf, probabilitiesOf, scoresOf, shippedModel } from "./model.ts";
import { owaspOf } from "./owasp.ts";
import { weightsOf } from "./rationale.ts";
import { readFacts } from "./read-facts.ts";
import { RULES } from "./rules.ts";
import { keyOf, keysOf, muteKeyOf } from "./signals.ts";
import { evidenceState } from "./verdict.ts";

export interface ExplainedSignal {
  rule: string;
  variant: string;
  field: string;
  start: number;
  end: number;
  quote: string;
  says: string;
  /** The question that the rule answers, and why it matters. */
  asks: string;
  because: string;
  /** How far it speaks for the verdict against the next likely category, in log-odds. */
  weight: number;
  /** The category that the tool would have without this signal, where that is another one. */
  without: Category | undefined;
}

export interface Explanation {
  classification: Classification;
  second: Category;
  probabilities: Record<Category, number>;
  signals: ExplainedSignal[];
  /** What the wording as a whole adds, in log-odds against the next likely category. */
  wording: number;
}

const wordingWeight = (judgement: Judgement, head: Parameters<typeof scoresOf>[0]): number => {
  const scores = scoresOf(head, [], judgement.words);
  return (scores[CATEGORIES.indexOf(judgement.category)] ?? 0) - (scores[CATEGORIES.indexOf(judgement.second)] ?? 0);
};

/**
 * Why one tool is classified as it is: each signal with its quote and weight, strongest first, and which of them alone
 * decides. Throws an Error where the snapshot has no tool of that name.
 */
export const explain = (
  snapshot: Snapshot,
  toolName: string,
  { model = shippedModel() }: ClassifyOptions = {},
): Explanation => {
  const at = snapshot.tools.findIndex((tool) => tool.name === toolName);
  const facts = readFacts(snapshot)[at];
  const classification = classifyServer(snapshot, { model })[at];
  if (!facts || !classification) throw new Error(`${snapshot.server.name} has no tool named ${toolName}`);
  const judgement = judge(facts, model);
  const asked = new Map(RULES.map((rule) => [rule.id, rule]));
  const keys = keysOf(facts, judgement.signals);
  const weights = weightsOf(model, judgement);
  const signals = judgement.signals.map((signal, place): ExplainedSignal => {
    const key = keyOf(signal);
    const rest = keys.filter((other) => other !== key && other !== muteKeyOf(key));
    const left = scoresOf(model.category, idsOf(model, rest), judgement.words);
    const scores = probabilitiesOf(left, model.calibration[evidenceState(facts)]);
    const other = CATEGORIES[scores.indexOf(Math.max(...scores))];
    return {
      ...signal,
      quote: fieldText(facts.definition, signal.field).slice(signal.start, signal.end),
      asks: asked.get(signal.rule)?.asks ?? "",
      because: asked.get(signal.rule)?.because ?? "",
      weight: Math.round((weights[place] ?? 0) * 100) / 100,
      without: other === judgement.category ? undefined : other,
    };
  });
  signals.sort((a, b) => b.weight - a.weight);
  return {
    classification,
    second: judgement.second,
    probabilities: Object.fromEntries(
      CATEGORIES.map((category, index) => [category, Math.round((judgement.probabilities[index] ?? 0) * 1000) / 1000]),
    ) as Record<Category, number>,
    signals,
    wording: Math.round(wordingWeight(judgement, model.category) * 100) / 100,
  };
};

const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�");

const signed = (weight: number): string => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(2)}`.padStart(7);

/** An explanation as text for a terminal. Control characters of quotes are replaced. */
export const renderExplanation = ({ classification, second, probabilities, signals, wording }: Explanation): string => {
  const lines = [
    `${clean(classification.server)}/${clean(classification.tool)}: ${classification.category}, ${classification.risk}, confidence ${classification.confidence}`,
    "",
    clean(classification.rationale),
    "",
    `Weights for ${classification.category} against ${second}, the next likely:`,
    ...signals.map(
      (signal) =>
        `${signed(signal.weight)}  ${signal.rule}${signal.variant ? `:${signal.variant}` : ""}  ${signal.field} ${signal.start}–${signal.end} “${clean(signal.quote)}”: ${clean(signal.says)}`,
    ),
    `${signed(wording)}  wording  all words of name, description and arguments together`,
    "",
  ];
  const turning = signals.filter((signal) => signal.without);
  lines.push("What would change the verdict:");
  if (turning.length === 0) lines.push("  no single signal: without any one of them it would be the same");
  for (const signal of turning)
    lines.push(`  without “${clean(signal.quote)}” (${signal.rule}) it would be ${signal.without}`);
  const { capabilities } = classification;
  lines.push(
    "",
    `OWASP: ${
      owaspOf(capabilities)
        .map(({ id, title }) => `${id} ${title}`)
        .join(", ") || "no class by what it can do"
    }`,
    `Attack patterns: ${attackPatternsOf(capabilities)
      .map(({ title }) => title)
      .join(", ")}`,
    "",
    `Probabilities: ${CATEGORIES.map((category) => `${category} ${probabilities[category]}`).join(", ")}`,
    "",
  );
  return lines.join("\n");
};
