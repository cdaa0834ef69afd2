import type { ToolFacts } from "./facts.ts";
import { EVERYWHERE, needsOf, PLACE_BIT } from "./needs.ts";
import { type Rule, type Signal, signalAt } from "./rule.ts";

/** Where a pattern looks: the name's words joined by spaces, the main clause, or the whole description that is read. */
export type Where = "name" | "main" | "text";

/** The place in the name, as sent, of a match in `nameText`. */
export const nameSpan = (facts: ToolFacts, from: number, to: number): { field: string; start: number; end: number } => {
  let at = 0;
  let start = -1;
  let end = 0;
  for (const token of facts.tokens) {
    const next = at + token.text.length;
    if (start < 0 && next > from) start = token.start + Math.max(0, from - at);
    if (at < to) end = Math.min(token.end, token.start + (to - at));
    at = next + 1;
  }
  return { field: "name", start: Math.max(0, start), end };
};

const NEGATED = /\b(not|never|no|without|doesn't|don't|cannot|non)\b[^.,;]{0,24}$/;

interface PhraseRule extends Omit<Rule, "find" | "needs"> {
  /** Lower-case pattern without the `g` flag, per place. */
  pattern: Partial<Record<Where, RegExp>>;
  says: string;
  /** Whether a match that a negation governs still counts. Default: it does not. */
  evenNegated?: boolean;
  /** A further condition on the tool. */
  only?: (facts: ToolFacts) => boolean;
}

/** A rule that looks for a phrase; each place is a variant with a weight of its own. */
export const phraseRule = ({ pattern, says, evenNegated = false, only, ...rest }: PhraseRule): Rule => ({
  ...rest,
  get needs() {
    return needsOf(pattern);
  },
  find: (facts, places = EVERYWHERE) => {
    const signals: Signal[] = [];
    if (only && !only(facts)) return signals;
    if (pattern.name && (places & PLACE_BIT.name) !== 0) {
      const match = pattern.name.exec(facts.nameText);
      if (match) {
        const span = nameSpan(facts, match.index, match.index + match[0].length);
        signals.push(signalAt(rest.id, "name", span, says));
      }
    }
    const { main, text } = facts;
    if (pattern.main && main && (places & PLACE_BIT.main) !== 0) {
      const match = pattern.main.exec(text.slice(main.start, main.end));
      if (match && (evenNegated || !NEGATED.test(text.slice(main.start, main.start + match.index)))) {
        const start = main.start + match.index;
        const span = { field: "description", start, end: start + match[0].length };
        signals.push(signalAt(rest.id, "main", span, says));
      }
    }
    if (pattern.text && (places & PLACE_BIT.text) !== 0) {
      const match = pattern.text.exec(text);
      if (match && (evenNegated || !NEGATED.test(text.slice(Math.max(0, match.index - 40), match.index)))) {
        const span = { field: "description", start: match.index, end: match.index + match[0].length };
        signals.push(signalAt(rest.id, "text", span, says));
      }
    }
    return signals;
  },
});
