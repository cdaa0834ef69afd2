import type { Classification } from "../db/records/classification.ts";
import { fingerprintOf } from "../db/records/definition.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { toldName } from "../db/records/told-name.ts";
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
  return readFacts(snapshot).map((facts) => {
    const classification = toClassification(snapshot.server.name, judge(facts, model), model);
    const surroundings = { siblings: snapshot.tools, classification, serverName };
    // Last, since claims are compared with the verdict.
    classification.findings = findingsOf(facts.definition, surroundings);
    return classification;
  });
};
