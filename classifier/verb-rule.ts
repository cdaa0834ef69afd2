import type { Category } from "../db/records/classification.ts";
import type { Place } from "./facts.ts";
import type { Example, Rule } from "./rule.ts";

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
    const seen = new Set<string>();
    return facts.uses.flatMap(({ rule, verb, place, field, start, end }) => {
      if (rule !== id || seen.has(place)) return [];
      seen.add(place);
      return [{ rule, variant: place, field, start, end, says: `${WHERE[place]} “${verb}”, a verb of ${means}` }];
    });
  },
  examples,
});
