import { verbRule } from "../verb-rule.ts";

export const places = verbRule({
  id: "places",
  leans: "Financial",
  means: "placing",
  because: "What is placed is mostly an order.",
  english: ["place"],
  examples: {
    hits: [{ name: "place_order" }, { name: "x", description: "Places a bid on an item" }],
    misses: [{ name: "marketplace" }, { name: "x", description: "Finds a place near you" }],
  },
});
