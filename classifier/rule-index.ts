import type { ToolFacts } from "./facts.ts";
import { type LiteralAutomaton, literalAutomaton } from "./literal-automaton.ts";
import { EVERYWHERE, NEED_PLACES, type NeedPlace, PLACE_BIT } from "./needs.ts";
import type { Rule, Signal } from "./rule.ts";

/*
 * Which rules are worth asking about a tool, and where. A rule that owns verbs speaks only where one of them is used, a
 * rule with needs only where its literals occur; one scan of each place tells, instead of some two hundred patterns.
 */

/** Sets of literals that a rule may need in one place; `literalsOf` gives no more. */
const SETS = 2;

/** How much of a literal is looked for: its beginning is nearly as rare as the whole, and makes far fewer states. */
const LOOKED_FOR = 8;

/** Adds `bit` to the groups of the automaton of which a literal occurs in the text from `from` to `to`. */
const mark = (
  automaton: LiteralAutomaton,
  text: string,
  from: number,
  to: number,
  bit: number,
  hits: Uint8Array,
): void => {
  const { table, low, symbolOf, firstOutput, outputs, shift } = automaton;
  let at = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    at = table[(at << shift) + (code < 128 ? (low[code] as number) : symbolOf(code))] as number;
    if (at < firstOutput) continue;
    const groups = outputs[at - firstOutput] as readonly number[];
    for (let k = 0; k < groups.length; k++) hits[groups[k] as number] = (hits[groups[k] as number] as number) | bit;
  }
};

/** A function from facts to all that `rules` see in them, in the order of `rules`. */
export const ruleIndex = (rules: readonly Rule[]): ((facts: ToolFacts) => Signal[]) => {
  const owners = new Map(rules.flatMap((rule, at) => (rule.verbs ? [[rule.id, at] as const] : [])));
  const setOf = ({ needs }: Rule, place: NeedPlace, set: number): string[] =>
    (needs?.[place]?.[set] ?? []).map((literal) => literal.slice(0, LOOKED_FOR));
  const automata = Object.fromEntries(
    NEED_PLACES.map((place) => [
      place,
      literalAutomaton(rules.flatMap((rule) => Array.from({ length: SETS }, (_, set) => setOf(rule, place, set)))),
    ]),
  ) as Record<NeedPlace, LiteralAutomaton>;
  // By rule and set: in which places its literals occur. A set that a rule does not need counts as seen.
  const atFirst = Uint8Array.from({ length: rules.length * SETS }, (_, group) => {
    const rule = rules[Math.floor(group / SETS)] as Rule;
    if (!rule.needs) return rule.verbs ? 0 : EVERYWHERE;
    let places = 0;
    for (const place of NEED_PLACES)
      if (rule.needs[place] && !rule.needs[place][group % SETS]) places |= PLACE_BIT[place];
    return places;
  });
  const hits = new Uint8Array(atFirst.length);
  return (facts) => {
    const { nameText, text, main, uses, arguments: args } = facts;
    hits.set(atFirst);
    for (const { rule } of uses) {
      const owner = owners.get(rule);
      if (owner !== undefined) hits.fill(EVERYWHERE, owner * SETS, (owner + 1) * SETS);
    }
    mark(automata.name, nameText, 0, nameText.length, PLACE_BIT.name, hits);
    mark(automata.text, text, 0, text.length, PLACE_BIT.text, hits);
    if (main) mark(automata.main, text, main.start, main.end, PLACE_BIT.main, hits);
    for (const { words } of args) mark(automata.argument, words, 0, words.length, PLACE_BIT.argument, hits);
    const signals: Signal[] = [];
    for (let at = 0; at < rules.length; at++) {
      const places = (hits[at * SETS] as number) & (hits[at * SETS + 1] as number);
      if (places === 0) continue;
      for (const signal of (rules[at] as Rule).find(facts, places)) signals.push(signal);
    }
    return signals;
  };
};
