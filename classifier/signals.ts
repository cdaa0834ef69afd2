import { CATEGORIES, type Category } from "../db/records/classification.ts";
import type { ToolFacts } from "./facts.ts";
import type { Signal } from "./rule.ts";
import { ruleIndex } from "./rule-index.ts";
import { RULES } from "./rules.ts";

/** All that the rules see in a tool, in the order of the rules. */
export const signalsOf: (facts: ToolFacts) => Signal[] = ruleIndex(RULES);

/**
 * A function that makes each key once, so that it is the same string object each time: its hash is then known, and keys
 * are looked up many times a tool. Rules and their variants are few and fixed, so what is remembered stays small.
 */
const once = <Value>(make: (name: string) => Value): ((name: string) => Value) => {
  const known = new Map<string, Value>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = make(name);
    known.set(name, value);
    return value;
  };
};

const keysOfRule = once((rule) => once((variant) => (variant === "" ? rule : `${rule}:${variant}`)));

/** The name under which a signal's weights stand in the model. */
export const keyOf = (signal: Signal): string => keysOfRule(signal.rule)(signal.variant);

/** The key of a signal from the name of a tool whose description says nothing. */
export const muteKeyOf = once((key) => `${key}~mute`);

const leansKey = once((name) => once((main) => `leans:${name}+${main}`));
const mostKey = once((most) => `most:${most}`);

const LEAN = new Map(RULES.map((rule) => [rule.id, rule.leans ?? "none"]));

/** Which categories the lead verbs of name and main clause lean to, and the most severe that any other verb leans to. */
const leansOf = (facts: ToolFacts): { name: string; main: string; most: string } => {
  let name = "none";
  let main = facts.main ? "none" : "mute";
  let most = -1;
  for (const { rule, place } of facts.uses) {
    const lean = LEAN.get(rule) ?? "none";
    if (place === "name") name = lean;
    else if (place === "main" && main === "none") main = lean;
    else if (place !== "body") most = Math.max(most, CATEGORIES.indexOf(lean as Category));
  }
  return { name, main, most: CATEGORIES[most] ?? "none" };
};

/**
 * The keys of the model under which stands what is seen in a tool: one for each of its signals, in their order, then
 * facts about the evidence itself that change what signals are worth.
 */
export const keysOf = (facts: ToolFacts, signals: readonly Signal[]): string[] => {
  const keys = signals.map(keyOf);
  keys.push("bias");
  if (facts.mute) {
    keys.push("mute");
    for (const signal of signals) if (signal.field === "name") keys.push(muteKeyOf(keyOf(signal)));
  }
  const leans = leansOf(facts);
  keys.push(leansKey(leans.name)(leans.main), mostKey(leans.most));
  if (facts.arguments.length === 0) keys.push("arguments-unknown");
  if (facts.sentences.length > 4) keys.push("long-description");
  return keys;
};

/** Rules whose signals mean another capability in a read than in a write. */
const CAPABLE = new Set(
  RULES.filter(({ id, capability, about }) => capability || about === "capability" || id === "sibling-topic").map(
    ({ id }) => id,
  ),
);

/** The key of what a signal's key means in a tool of a category; "" for a key that says nothing about capabilities. */
export const capabilityKey = (category: string, key: string): string => {
  const at = key.indexOf(":");
  return at > 0 && CAPABLE.has(key.slice(0, at)) && !key.endsWith("~mute") ? `${category}*${key}` : "";
};

/** The key of a tool's category. */
export const categoryKey = (category: string): string => `is:${category}`;

/** Keys for what a tool of a category can do, beside those of its signals: the same words mean other things in a read and a write. */
export const capabilityKeys = (keys: readonly string[], category: string): string[] => [
  categoryKey(category),
  ...keys.map((key) => capabilityKey(category, key)).filter((key) => key !== ""),
];
