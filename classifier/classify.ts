import type { Classification } from "../db/records/classification.ts";
import { fingerprintOf } from "../db/records/definition.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { toldName } from "../db/records/told-name.ts";
import { withTexts } from "./field-text.ts";
import { findingsOf } from "./findings.ts";
import { type Judgement, judge } from "./judge.ts";
import { type Model, shippedModel } from "./model.ts";
import { operationsOf } from "./operations.ts";
import { decisive, evidenceOf, rationaleOf } from "./rationale.ts";
import { readFacts } from "./read-facts.ts";
import { classifierVersion } from "./version.ts";

/** How a verdict was reached: stands in every classification. */
export const classifierOf = (model: Model = shippedModel()): Classification["classifier"] => ({
  method: "rules",
  version: classifierVersion(model),
});

export interface ClassifyOptions {
  /** The fitted model; default: the one that ships. */
  model?: Model;
}

const toClassification = (server: string, judgement: Judgement, model: Model): Classification => {
  const { facts, category, risk, confidence, capabilities } = judgement;
  const operations = operationsOf(facts, model);
  const signals = decisive(judgement, model);
  return {
    server,
    tool: facts.definition.name,
    fingerprint: fingerprintOf(facts.definition),
    category,
    risk,
    confidence,
    capabilities,
    evidence: evidenceOf(judgement, signals),
    rationale: rationaleOf(judgement, signals),
    ...(operations ? { operations } : {}),
    findings: [],
    classifier: classifierOf(model),
  };
};

/**
 * The classification of every tool of a server, in the order of the snapshot. Pure and deterministic: the same
 * snapshot gives the same bytes. Throws a RangeError where a definition nests deeper than the records allow.
 */
export const classifyServer = (
  snapshot: Snapshot,
  { model = shippedModel() }: ClassifyOptions = {},
): Classification[] => {
  const told = toldName(snapshot.server);
  const serverName = told === "" ? undefined : told;
  // One step after the other for all tools, not one tool after the other: each step has tables of its own, of which the
  // processor's caches do not hold all.
  return withTexts(() => {
    const judgements = readFacts(snapshot).map((facts) => judge(facts, model));
    const classifications = judgements.map((judgement) => toClassification(snapshot.server.name, judgement, model));
    // Last, since claims are compared with the verdict.
    judgements.forEach(({ facts }, at) => {
      const classification = classifications[at] as Classification;
      classification.findings = findingsOf(facts.definition, { siblings: snapshot.tools, classification, serverName });
    });
    return classifications;
  });
};
