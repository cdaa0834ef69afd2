import type { ToolFacts } from "./facts.ts";
import { type LiteralAutomaton, literalAutomaton } from "./literal-automaton.ts";
import { NEED_PLACES, type Needs } from "./needs.ts";
import type { Rule } from "./rule.ts";

/*
 * Which rules are worth asking about a tool. A rule that owns verbs speaks only where one of them is used, a rule with
 * needs only where one of its literals occurs; one scan of each place tells, instead of some two hundred patterns.
 */

/** Marks in `asked` the groups of the automaton of which a literal occurs in the text from `from` to `to`. */
const mark = (automaton: LiteralAutomaton, text: string, from: number, to: number, asked: Uint8Array): void => {
  const { table, low, symbolOf, outputs } = automaton;
  let at = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    const symbol = code < 128 ? (low[code] as number) : symbolOf(code);
    if (symbol === 0) {
      at = 0;
      continue;
    }
    at = table[at + symbol] as number;
    const output = table[at] as number;
    if (output === 0) continue;
    const groups = outputs[output] as readonly number[];
    for (let k = 0; k < groups.length; k++) asked[groups[k] as number] = 1;
  }
};

/** A function from facts to the rules that may have something to say, in the order of `rules`. */
export const ruleIndex = (rules: readonly Rule[]): ((facts: ToolFacts) => Rule[]) => {
  const always = Uint8Array.from(rules, (rule) => (rule.needs || rule.verbs ? 0 : 1));
  const owners = new Map(rules.flatMap((rule, at) => (rule.verbs ? [[rule.id, at] as const] : [])));
  const automata = Object.fromEntries(
    NEED_PLACES.map((place) => [place, literalAutomaton(rules.map((rule) => rule.needs?.[place] ?? []))]),
  ) as Record<keyof Needs, LiteralAutomaton>;
  const asked = new Uint8Array(rules.length);
  return ({ nameText, text, main, uses, arguments: args }) => {
    asked.set(always);
    for (const { rule } of uses) {
      const owner = owners.get(rule);
      if (owner !== undefined) asked[owner] = 1;
    }
    mark(automata.name, nameText, 0, nameText.length, asked);
    mark(automata.text, text, 0, text.length, asked);
    if (main) mark(automata.main, text, main.start, main.end, asked);
    for (const { words } of args) mark(automata.argument, words, 0, words.length, asked);
    const out: Rule[] = [];
    for (let at = 0; at < asked.length; at++) if (asked[at] === 1) out.push(rules[at] as Rule);
    return out;
  };
};
