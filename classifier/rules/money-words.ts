import { phraseRule } from "../phrase-rule.ts";

export const moneyWords = phraseRule({
  id: "money-words",
  asks: "Is a payment, invoice or price meant?",
  because: "Only where money is committed or moved is a tool financial; words alone are no proof.",
  pattern: {
    name: /\b(payment|payments|invoice|refund|charge|payout|checkout|subscription|billing|price|wallet|credit|credits|balance|donation|tip|purchase|transaction|transfer|money|funds?|usdc|lightning|coupon|bill|cart|budget|plan)s?\b/,
    main: /\b(payments?|invoices?|refunds?|payouts?|checkout|paid subscription|billing|money|funds?|credit card|purchases?|bank|usd|dollars?|stripe|paypal)\b/,
  },
  says: "speaks of money",
  examples: {
    hits: [{ name: "create_payment" }, { name: "x", description: "Refunds a charge" }],
    misses: [{ name: "x", description: "Pays attention to a stream" }],
  },
});
