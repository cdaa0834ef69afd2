import type { ToolFacts } from "../facts.ts";
import { phraseRule } from "../phrase-rule.ts";
import type { Rule } from "../rule.ts";

/** Words of a server that bills; the many other subscriptions (topics, webhooks, channels) have none of them. */
const BILLING =
  "billing invoice invoices payment payments refund refunds checkout coupon coupons price prices pricing proration stripe paypal paddle chargebee recurly".split(
    " ",
  );

const bills = ({ server, arguments: given, own }: ToolFacts): boolean =>
  BILLING.some(
    (word) =>
      server.words.has(word) ||
      server.nameWords.has(word) ||
      given.some(({ tokens }) => tokens.includes(word)) ||
      own.some(({ text }) => text === word),
  );

const phrases = phraseRule({
  id: "paid-subscription",
  asks: "Does it start, change or cancel a subscription that is paid for?",
  because: "What is charged from then on changes (GUIDE: a paid subscription is Financial).",
  leans: "Financial",
  capability: "moves-money",
  pattern: {
    name: /\b(create|start|update|change|modify|edit|upgrade|downgrade|renew|resume|pause|cancel|handle|manage|reactivate|switch) (\w+ ){0,2}subscriptions?\b|\bsubscriptions? (create|update|change|upgrade|downgrade|renew|resume|pause|cancel)\w*\b/,
    main: /\b(creat|start|updat|chang|modif|upgrad|downgrad|renew|resum|paus|cancel|handl|manag|reactivat|switch)(e|es|s|ing|y|ies)? (an? |the |your |existing |new |current |paid |active )*(\w+ )?subscriptions?\b/,
  },
  says: "changes a subscription that is paid for",
  examples: {
    hits: [
      { name: "update_subscription", siblings: ["create_invoice", "list_prices"] },
      { name: "x", description: "Cancels a subscription.", server: { name: "pay", description: "Stripe payments" } },
      { name: "upgrade_subscription", arguments: { price: { type: "string" } } },
    ],
    misses: [
      { name: "update_subscription", siblings: ["list_topics", "create_webhook"] },
      { name: "list_subscriptions", siblings: ["create_invoice"] },
    ],
  },
});

/** Asks the server too: the same words speak of webhooks elsewhere. */
export const paidSubscription: Rule = { ...phrases, find: (facts) => (bills(facts) ? phrases.find(facts) : []) };
