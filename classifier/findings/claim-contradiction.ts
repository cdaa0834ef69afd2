import { fieldText } from "../../db/records/definition.ts";
import type { Found, Level, StructureRule } from "../finding.ts";

/** How far a read-only claim is from each verdict. */
const READ_ONLY: Record<string, Level> = { Write: "low", Execute: "low", Destructive: "medium", Financial: "medium" };
const SURE = 0.8;

export const claimContradiction: StructureRule = {
  id: "claim-contradiction",
  kind: "structure",
  level: "medium",
  asks: "Do the annotations claim less than the text shows?",
  remedy:
    "Decide by the verdict, not by the annotation. Authors: correct the annotation, or the text if that is wrong.",
  references: [
    "Model Context Protocol 2025-03-26, annotations are untrusted hints",
    "OWASP ASI09:2026 Human-Agent Trust Exploitation",
  ],
  find({ definition, classification }) {
    if (!classification || !definition.annotations || typeof definition.annotations !== "object") return [];
    const { category, confidence, risk } = classification;
    const out: Found[] = [];
    const report = (claim: string, level: Level): void => {
      const at = fieldText(definition, "annotations").indexOf(claim);
      if (at < 0) return;
      const says = `the author claims ${claim.slice(1).replace('":', ": ")}, the verdict is ${category}`;
      out.push({
        field: "annotations",
        start: at,
        end: at + claim.length,
        level: confidence >= SURE ? level : "info",
        says,
      });
    };
    const readOnly = READ_ONLY[category];
    if (readOnly) report('"readOnlyHint":true', readOnly);
    if (category === "Destructive") report('"destructiveHint":false', risk === "Critical" ? "low" : "info");
    return out;
  },
  examples: {
    hits: [
      {
        why: "deletes and claims to read only",
        definition: { name: "drop_table", annotations: { readOnlyHint: true } },
        classification: { category: "Destructive", confidence: 0.97 },
        level: "medium",
      },
      {
        why: "writes and claims to read only",
        definition: { name: "set_title", annotations: { title: "T", readOnlyHint: true } },
        classification: { category: "Write", confidence: 0.9 },
        level: "low",
      },
      {
        why: "an unsure verdict accuses nobody",
        definition: { name: "handle", annotations: { readOnlyHint: true } },
        classification: { category: "Execute", confidence: 0.55 },
        level: "info",
      },
      {
        why: "deletes and claims not to destroy",
        definition: { name: "purge", annotations: { destructiveHint: false } },
        classification: { category: "Destructive", risk: "Critical", confidence: 0.95 },
        level: "low",
      },
    ],
    misses: [
      {
        why: "the claim holds",
        definition: { name: "get", annotations: { readOnlyHint: true } },
        classification: { category: "Read", confidence: 0.99 },
      },
      {
        why: "a missing claim claims nothing",
        definition: { name: "purge", annotations: { title: "Purge" } },
        classification: { category: "Destructive", confidence: 0.99 },
      },
      {
        why: "claims more than the verdict",
        definition: { name: "get", annotations: { readOnlyHint: false, destructiveHint: true } },
        classification: { category: "Read", confidence: 0.99 },
      },
    ],
  },
};
