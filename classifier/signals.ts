import { CATEGORIES, type Category } from "../db/records/vocabulary.ts";
import type { ToolFacts } from "./facts.ts";
import { prepared } from "./prepared.ts";
import type { Signal } from "./rule.ts";
import { needsTables, ruleIndex } from "./rule-index.ts";
import { RULES } from "./rules.ts";

/** All that the rules see in a tool, in the order of the rules. */
export const signalsOf: (facts: ToolFacts) => Signal[] = ruleIndex(
  RULES,
  prepared("needs", () => needsTables(RULES)),
);

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

/** What stands for a signal's key, for what it means in a tool whose description says nothing, and for any other key. */
interface Naming<Key> {
  own(signal: Signal): Key;
  mute(signal: Signal): Key;
  other(key: string): Key;
}

/**
 * What is seen in a tool: each of its signals, in their order, then facts about the evidence itself that change what
 * signals are worth.
 */
const seenIn = <Key>(facts: ToolFacts, signals: readonly Signal[], naming: Naming<Key>): Key[] => {
  const seen: Key[] = [];
  for (const signal of signals) seen.push(naming.own(signal));
  seen.push(naming.other("bias"));
  if (facts.mute) {
    seen.push(naming.other("mute"));
    for (const signal of signals) if (signal.field === "name") seen.push(naming.mute(signal));
  }
  const leans = leansOf(facts);
  seen.push(naming.other(leansKey(leans.name)(leans.main)), naming.other(mostKey(leans.most)));
  if (facts.arguments.length === 0) seen.push(naming.other("arguments-unknown"));
  if (facts.sentences.length > 4) seen.push(naming.other("long-description"));
  return seen;
};

const KEYS: Naming<string> = { own: keyOf, mute: (signal) => muteKeyOf(keyOf(signal)), other: (key) => key };

/** The keys of the model under which stands what is seen in a tool, those of its signals first. */
export const keysOf = (facts: ToolFacts, signals: readonly Signal[]): string[] => seenIn(facts, signals, KEYS);

/**
 * A function that gives the ids of what is seen in a tool, in the order of `keysOf`; 0 for a key that no head knows. It
 * looks each signal's key up once for all tools.
 */
export const idsIn = (
  ids: ReadonlyMap<string, number>,
): ((facts: ToolFacts, signals: readonly Signal[]) => number[]) => {
  const idOf = (key: string): number => ids.get(key) ?? 0;
  const idsOfRule = once((rule) =>
    once((variant) => {
      const key = keysOfRule(rule)(variant);
      return { own: idOf(key), mute: idOf(muteKeyOf(key)) };
    }),
  );
  // Signals of one rule follow each other.
  let last = "";
  let ofLast = idsOfRule(last);
  const idsOfSignal = ({ rule, variant }: Signal): { own: number; mute: number } => {
    if (rule !== last) {
      last = rule;
      ofLast = idsOfRule(rule);
    }
    return ofLast(variant);
  };
  const naming: Naming<number> = {
    own: (signal) => idsOfSignal(signal).own,
    mute: (signal) => idsOfSignal(signal).mute,
    other: idOf,
  };
  return (facts, signals) => seenIn(facts, signals, naming);
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
