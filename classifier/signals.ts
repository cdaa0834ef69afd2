import type { ToolFacts } from "./facts.ts";
import type { Signal } from "./rule.ts";
import { RULES } from "./rules.ts";

/** All that the rules see in a tool, in the order of the rules. */
export const signalsOf = (facts: ToolFacts): Signal[] => {
  const signals: Signal[] = [];
  for (const rule of RULES) {
    const found = rule.find(facts);
    for (const signal of found) signals.push(signal);
  }
  return signals;
};

/** The name under which a signal's weights stand in the model. */
export const keyOf = (signal: Signal): string =>
  signal.variant === "" ? signal.rule : `${signal.rule}:${signal.variant}`;

/** Facts about the evidence itself that change what signals are worth, as keys of the model. */
export const contextKeys = (facts: ToolFacts, signals: readonly Signal[]): string[] => {
  const keys = ["bias"];
  if (facts.mute) {
    keys.push("mute");
    for (const signal of signals) if (signal.field === "name") keys.push(`${keyOf(signal)}~mute`);
  }
  if (facts.arguments.length === 0) keys.push("arguments-unknown");
  if (facts.sentences.length > 4) keys.push("long-description");
  return keys;
};
