import { claimSignal } from "../claim-signal.ts";
import type { Rule } from "../rule.ts";

/** The author's destructiveHint, where one is stated and the tool is not claimed to be read-only. */
export const claimsDestructive: Rule = {
  id: "claims-destructive",
  asks: "Does the author claim that the tool destroys, or that it does not?",
  because:
    "A claim is evidence, never fact; the hint means something only when the tool is not read-only (MCP 2025-03-26).",
  leans: "Destructive",
  find: (facts) =>
    facts.claims.readOnlyHint === true ? [] : claimSignal(facts, "claims-destructive", "destructiveHint"),
  examples: {
    hits: [{ name: "x", annotations: { destructiveHint: true } }],
    misses: [{ name: "x", annotations: { readOnlyHint: true, destructiveHint: true } }, { name: "destructive_hint" }],
  },
};
