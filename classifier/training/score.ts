import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import type { Figures, Siblings } from "../accuracy.ts";
import type { Judgement } from "../judge.ts";
import type { Labelled } from "./data.ts";

const DANGEROUS = new Set(["Execute", "Destructive", "Financial"]);

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Scores judgements against labels, row by row. */
export const figuresOf = (labels: readonly Labelled[], judged: readonly Judgement[]): Figures => {
  const confusion = CATEGORIES.map(() => CATEGORIES.map(() => 0));
  const bins = Array.from({ length: 10 }, () => ({ n: 0, right: 0, confidence: 0 }));
  let right = 0;
  let lenient = 0;
  let riskRight = 0;
  let near = 0;
  let dangerous = 0;
  let asRead = 0;
  let reads = 0;
  let asDangerous = 0;
  let sure = 0;
  let sureRight = 0;
  let hit = 0;
  let extra = 0;
  let missed = 0;
  let confidence = 0;
  labels.forEach((label, at) => {
    const verdict = judged[at];
    if (!verdict) throw new Error(`no judgement for ${label.id}`);
    const row = confusion[CATEGORIES.indexOf(label.category)] as number[];
    const column = CATEGORIES.indexOf(verdict.category);
    row[column] = (row[column] ?? 0) + 1;
    const ok = label.category === verdict.category;
    right += Number(ok);
    lenient += Number(ok || label.alt === verdict.category);
    riskRight += Number(verdict.risk === label.risk || verdict.risk === label.altRisk);
    near += Number(Math.abs(RISKS.indexOf(label.risk) - RISKS.indexOf(verdict.risk)) <= 1);
    if (DANGEROUS.has(label.category)) {
      dangerous++;
      asRead += Number(verdict.category === "Read");
    }
    if (label.category === "Read") {
      reads++;
      asDangerous += Number(DANGEROUS.has(verdict.category));
    }
    if (verdict.confidence >= 0.8) {
      sure++;
      sureRight += Number(ok);
    }
    confidence += verdict.confidence;
    const bin = bins[Math.min(9, Math.floor(verdict.confidence * 10))] as (typeof bins)[number];
    bin.n++;
    bin.right += Number(ok);
    bin.confidence += verdict.confidence;
    for (const capability of label.capabilities) {
      if (verdict.capabilities.includes(capability)) hit++;
      else missed++;
    }
    for (const capability of verdict.capabilities) {
      if (!label.capabilities.includes(capability) && !label.maybe.includes(capability)) extra++;
    }
  });
  const n = labels.length;
  const f1 = CATEGORIES.map((_, k) => {
    const truePositive = confusion[k]?.[k] ?? 0;
    const gold = (confusion[k] ?? []).reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, row) => sum + (row[k] ?? 0), 0);
    return { present: gold > 0, value: ratio(2 * truePositive, gold + predicted) };
  }).filter(({ present }) => present);
  return {
    n,
    accuracy: ratio(right, n),
    lenient: ratio(lenient, n),
    macroF1: ratio(
      f1.reduce((sum, { value }) => sum + value, 0),
      f1.length,
    ),
    riskExact: ratio(riskRight, n),
    riskWithinOne: ratio(near, n),
    dangerousAsRead: ratio(asRead, dangerous),
    readAsDangerous: ratio(asDangerous, reads),
    ece: ratio(
      bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0),
      n,
    ),
    meanConfidence: ratio(confidence, n),
    coverageAt80: ratio(sure, n),
    accuracyAt80: ratio(sureRight, sure),
    capabilityPrecision: ratio(hit, hit + extra),
    capabilityRecall: ratio(hit, hit + missed),
    confusion,
    bins,
  };
};

/** Compares the judgements of the same tools with and without their siblings, as McNemar's test does. */
export const siblingsOf = (
  labels: readonly Labelled[],
  withSiblings: readonly Judgement[],
  without: readonly Judgement[],
): Siblings => {
  const right = (judged: readonly Judgement[], at: number): boolean => judged[at]?.category === labels[at]?.category;
  const count = (better: readonly Judgement[], worse: readonly Judgement[]): number =>
    labels.filter((_, at) => right(better, at) && !right(worse, at)).length;
  return { n: labels.length, onlyWith: count(withSiblings, without), onlyWithout: count(without, withSiblings) };
};

/**
 * How likely two ways of judging that are equally good differ by as much (McNemar's exact test, two-sided): of
 * `a + b` tools that only one of them gets right, the one gets `a` and the other `b`.
 */
export const chanceOfDifference = (a: number, b: number): number => {
  const n = a + b;
  let term = 0.5 ** n;
  let tail = 0;
  for (let k = 0; k <= Math.min(a, b); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, 2 * tail);
};
