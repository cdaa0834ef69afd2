import { phraseRule } from "../phrase-rule.ts";

export const costsMoney = phraseRule({
  id: "costs-money",
  asks: "Does a call cost money?",
  because: "A call that charges the caller commits money.",
  leans: "Financial",
  pattern: {
    text: /\bcosts? \$ ?\d|\bcosts? \d+(\.\d+)? ?(usd|usdc|sats?|credits?)|\bx402\b|\b\$\d+(\.\d+)? (usdc?|per (call|request))|\bpaid action\b|\bpayment is handled\b|\b(settle|charge|pay|withdraw|move|transfer|top ?up|add)(s|ed)? (\w+ ){0,2}(funds|usdc|sats|money|balance)\b/,
  },
  says: "says that a call costs money",
  examples: {
    hits: [
      { name: "x", description: "Sends a poem. Costs $0.05" },
      { name: "x", description: "Pays the x402 invoice when asked" },
    ],
    misses: [{ name: "x", description: "Estimates the costs of a trip" }],
  },
});
