import type { Category } from "../db/records/classification.ts";
import type { Place } from "./facts.ts";
import { type Example, type Rule, type Signal, signalAt } from "./rule.ts";

const WHERE: Record<Place, string> = {
  name: "its name leads with",
  "name-also": "its name also says",
  "name-rest": "its name contains",
  main: "its description begins with",
  "main-also": "its description also says",
  body: "a later sentence says",
  option: "one of its operations is",
};

interface VerbRule {
  id: string;
  leans: Category;
  /** What the verbs do, as a noun phrase: "a removal". */
  means: string;
  because: string;
  english: readonly string[];
  other?: readonly string[];
  examples: { hits: readonly Example[]; misses: readonly Example[] };
}

/** A rule that owns a family of verbs; each place where one may stand is a variant with a weight of its own. */
export const verbRule = ({ id, leans, means, because, english, other = [], examples }: VerbRule): Rule => ({
  id,
  asks: `Does the name, the description or an operation use a verb of ${means}?`,
  because,
  leans,
  verbs: { english, other },
  find: (facts) => {
    const signals: Signal[] = [];
    for (const use of facts.uses) {
      if (use.rule !== id || signals.some(({ variant }) => variant === use.place)) continue;
      signals.push(signalAt(id, use.place, use, `${WHERE[use.place]} “${use.verb}”, a verb of ${means}`));
    }
    return signals;
  },
  examples,
});
