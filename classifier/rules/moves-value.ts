import { capabilityRule } from "../capability-rule.ts";

export const movesValue = capabilityRule({
  id: "moves-value",
  capability: "moves-money",
  asks: "Does it move money or tradable value?",
  because: "Value that has moved seldom comes back.",
  floor: "High",
  name: /\b(pay|payment|charge|refund|transfer|swap|trade|buy|sell|stake|withdraw|deposit|order|send|bid|bridge|mint|claim|borrow|repay|supply|checkout|purchase|invoice|topup|tip|donate|book)\b/,
  main: /\b(pay|payment|charg|refund|transfer|swap|trad|buy|sell|stak|withdraw|deposit|order|bid|bridg|mint|claim|borrow|repay|suppl|purchas|costs|settle|usdc|tokens?)(e|es|s|ing|ments?)?\b/,
  // Its account, its rhythm, its order's end or goods in a warehouse move no money.
  unless: ({ nameText }) =>
    /\b(accounts?|methods?|types?|settings?|history|status)$|\b(pause|resume) .*\binvoices?$|\bcancel (\w+ )*orders?$|\borders? cancel$|\b(stock|inventory) (transfer|adjustment)s?$|\bfulfill?\b/.test(
      nameText,
    ),
  says: "moves money or tradable value",
  examples: {
    hits: [{ name: "send_payment" }, { name: "x", description: "Swaps tokens" }],
    misses: [
      { name: "x", description: "Lists colours" },
      { name: "create_payment_account" },
      { name: "cancel_limit_order", description: "Cancels an open order" },
    ],
  },
});
