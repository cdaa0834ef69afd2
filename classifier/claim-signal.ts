import { fieldText } from "../db/records/definition.ts";
import type { ToolFacts } from "./facts.ts";
import type { Signal } from "./rule.ts";

/** The signal of a boolean annotation; the variant is the value claimed. */
export const claimSignal = (facts: ToolFacts, rule: string, hint: string): Signal[] => {
  const value = facts.claims[hint];
  if (value === undefined) return [];
  const quote = `"${hint}":${value}`;
  const start = fieldText(facts.definition, "annotations").indexOf(quote);
  const says = `its author claims ${hint} ${value}`;
  return [{ rule, variant: String(value), field: "annotations", start, end: start + quote.length, says }];
};
