import { phraseRule } from "../phrase-rule.ts";

export const returnsNoun = phraseRule({
  id: "returns-noun",
  asks: "Does the main clause name a thing instead of an action?",
  because: "A description such as “List of open orders” describes what comes back.",
  leans: "Read",
  pattern: {
    main: /^\W*(?:responds? with|contains)\b|^\W*(a |the |an |detailed )?(list|information|details?|overview|summary|status|history|statistics|stats|current|data|collection|catalog|all|latest|number|set|metadata|results?)\b/,
  },
  says: "describes what comes back, not an action",
  examples: {
    hits: [
      { name: "orders", description: "List of open orders" },
      { name: "x", description: "Detailed information about a city" },
    ],
    misses: [{ name: "x", description: "Deletes the list of users" }],
  },
});
