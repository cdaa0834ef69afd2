import { claimSignal } from "../claim-signal.ts";
import type { Rule } from "../rule.ts";

/** The author's readOnlyHint, where one is stated; a missing hint is no evidence. */
export const claimsReadOnly: Rule = {
  id: "claims-read-only",
  asks: "Does the author claim that the tool only reads, or that it does not?",
  because:
    "The specification has clients distrust annotations of untrusted servers, so this weighs little and never decides alone (MCP 2025-03-26, tool annotations).",
  leans: "Read",
  find: (facts) => claimSignal(facts, "claims-read-only", "readOnlyHint"),
  examples: {
    hits: [
      { name: "x", annotations: { readOnlyHint: true } },
      { name: "x", annotations: { readOnlyHint: false } },
    ],
    misses: [{ name: "x" }, { name: "x", annotations: { readOnlyHint: "true" } }],
  },
};
