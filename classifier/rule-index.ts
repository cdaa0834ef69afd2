import type { ToolFacts } from "./facts.ts";
import { type LiteralAutomaton, literalAutomaton } from "./literal-automaton.ts";
import { EVERYWHERE, NEED_PLACES, type NeedPlace, type Needs, PLACE_BIT } from "./needs.ts";
import type { Rule, Signal } from "./rule.ts";

/*
 * Which rules are worth asking about a tool, and where. A rule that owns verbs speaks only where one of them is used, a
 * rule with needs only where its literals occur; one scan of each place tells, instead of some two hundred patterns.
 */

/** Sets of literals that a rule may need in one place; `literalsOf` gives no more. */
const SETS = 2;

/** How much of a literal is looked for: its beginning is nearly as rare as the whole, and makes far fewer states. */
const LOOKED_FOR = 8;

/** Signs of the literals that are told apart: with the one for all others a row of 64 entries. */
const SIGNS = 63;

/** Adds `bit` to the groups of the automaton of which a literal occurs in the text from `from` to `to`. */
const mark = (
  automaton: LiteralAutomaton,
  text: string,
  from: number,
  to: number,
  bit: number,
  hits: Uint8Array,
): void => {
  const { table, low, high, firstOutput, outputs, shift } = automaton;
  let at = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    at = table[(at << shift) + (code < 128 ? (low[code] as number) : (high.get(code) ?? 0))] as number;
    if (at < firstOutput) continue;
    const groups = outputs[at - firstOutput] as readonly number[];
    for (let k = 0; k < groups.length; k++) hits[groups[k] as number] = (hits[groups[k] as number] as number) | bit;
  }
};

/** What the needs of rules come to. */
export interface NeedsTables {
  /** By place, of groups that are sets: the sets of the first rule, then those of the next. */
  automata: Record<NeedPlace, LiteralAutomaton>;
  /** By rule and set: in which places its literals occur before any text is read. A set that a rule does not need counts as seen. */
  atFirst: Uint8Array;
}

/** The tables of rules, in their order. */
export const needsTables = (rules: readonly Rule[]): NeedsTables => {
  // A rule reads its needs from its patterns each time that it is asked for them.
  const allNeeds = rules.map(({ needs }) => needs);
  // A single sign stands nearly everywhere: a second set that has one tells nothing and is seen all the time.
  const setOf = (needs: Needs | undefined, place: NeedPlace, set: number): readonly string[] | undefined => {
    const literals = needs?.[place]?.[set];
    return set > 0 && literals?.some(({ length }) => length === 1) ? undefined : literals;
  };
  const beginnings = (literals: readonly string[] | undefined): string[] => [
    ...new Set(literals?.map((literal) => literal.slice(0, LOOKED_FOR))),
  ];
  const automata = Object.fromEntries(
    NEED_PLACES.map((place) => [
      place,
      literalAutomaton(
        allNeeds.flatMap((needs) => Array.from({ length: SETS }, (_, set) => beginnings(setOf(needs, place, set)))),
        (code) => code,
        SIGNS,
      ),
    ]),
  ) as Record<NeedPlace, LiteralAutomaton>;
  const atFirst = Uint8Array.from({ length: rules.length * SETS }, (_, group) => {
    const at = Math.floor(group / SETS);
    const needs = allNeeds[at];
    if (!needs) return rules[at]?.verbs ? 0 : EVERYWHERE;
    let places = 0;
    for (const place of NEED_PLACES) if (needs[place] && !setOf(needs, place, group % SETS)) places |= PLACE_BIT[place];
    return places;
  });
  return { automata, atFirst };
};

/** A function from facts to all that `rules` see in them, in the order of `rules`; `tables` are those of the rules. */
export const ruleIndex = (
  rules: readonly Rule[],
  { automata, atFirst }: NeedsTables = needsTables(rules),
): ((facts: ToolFacts) => Signal[]) => {
  const owners = new Map(rules.flatMap((rule, at) => (rule.verbs ? [[rule.id, at] as const] : [])));
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
