import { capabilityRule } from "../capability-rule.ts";

export const severalAtOnce = capabilityRule({
  id: "several-at-once",
  capability: "bulk",
  asks: "Does it say that several items may be given at once?",
  because: "One wrong call then counts several times.",
  name: /\b(bulk|batch|multiple|many|multi|mass|several)\b/,
  main: /\b(one or (more|multiple|many|several)|or (multiple|several|many) \w+|(multiple|several) ([a-z]+ ){0,2}[a-z]+s (at once|simultaneously|in (one|a single)|together)|(in|using|as) (bulk|a batch|batch(es)?|a single (call|request|operation|transaction))|bulk|batch(ed|es)?|up to \d+ [a-z]+s|at once|simultaneously|an? (array|list) of [a-z ]+ (to|and)|single or (multiple|bulk|batch))\b/,
  says: "takes several items at once",
  examples: {
    hits: [
      { name: "x", description: "Delete one or more keys" },
      { name: "x", description: "Publish an entry or multiple entries" },
    ],
    misses: [{ name: "x", description: "Lists all keys" }],
  },
});
