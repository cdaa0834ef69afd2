import { CATEGORIES, type Category } from "../db/records/classification.ts";
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

/** Facts about the evidence itself that change what signals are worth, as keys of the model. */
export const contextKeys = (facts: ToolFacts, signals: readonly Signal[]): string[] => {
  const keys = ["bias"];
  if (facts.mute) {
    keys.push("mute");
    for (const signal of signals) if (signal.field === "name") keys.push(`${keyOf(signal)}~mute`);
  }
  const leans = leansOf(facts);
  keys.push(`leans:${leans.name}+${leans.main}`, `most:${leans.most}`);
  if (facts.arguments.length === 0) keys.push("arguments-unknown");
  if (facts.sentences.length > 4) keys.push("long-description");
  return keys;
};

const CAPABLE = new Set(RULES.filter((rule) => rule.capability).map((rule) => rule.id));

/** Keys for what a tool of a category can do, beside those of its signals: the same words mean other things in a read and a write. */
export const capabilityKeys = (keys: readonly string[], category: string): string[] => {
  const out = [`is:${category}`];
  for (const key of keys) {
    const at = key.indexOf(":");
    if (at > 0 && CAPABLE.has(key.slice(0, at)) && !key.endsWith("~mute")) out.push(`${category}*${key}`);
  }
  return out;
};
