import { phraseRule } from "../phrase-rule.ts";

export const commitsMoney = phraseRule({
  id: "commits-money",
  asks: "Does the name or main clause commit or move money?",
  because: "Verb and object together say that value moves.",
  leans: "Financial",
  pattern: {
    name: /\b(swap|borrow|repay|lend|supply|stake|unstake|bridge|transfer|send|buy|sell) (\w+ )?(tokens?|coins?|assets?|eth|sol|crypto|nfts?)\b|\b(create|generate|place|submit|cancel|modify|execute|make|send|open|close|confirm|capture|process|authorize|initiate|finalize|update|resume|pause|new|amend|accept|add|sign|broadcast|approve|replace|edit|start|set|exercise) (\w+ ){0,3}(?<!(manufacturing|sales|work|sort|display) )(order|orders|trade|trades|payment|payments|refund|invoice|subscription|charge|positions?|options? contracts?|bid|offer|payout|transfer|swap|purchase|checkout|withdrawal|deposit|loan|booking|reservation|leverage|payment intent|payment link|eth|sol|funds|money|allowance|spending|usdc)\b|\b(token|eth|sol|order|payment|fund|money|asset|nft) (transfer|swap|create|place|send|cancel|buy|sell)\b/,
    main: /\b(swap|borrow|repay|lend|suppl|stak|unstak|bridg|deposit|withdraw)(e|es|s|y|ies|ing)? (\w+ ){0,3}(tokens?|coins?|assets?|crypto\w*|collateral|liquidity|eth|sol|funds)\b|\b(plac|creat|generat|submit|cancel|mak|send|execut|process|initiat|authoriz|confirm|captur|open|clos|finaliz|transfer|sign|broadcast|modif|approv)(e|es|ing|s)? (and \w+ )?(a |an |the |new |your |multiple |one |pending |open |existing |active )*(\w+ ){0,3}(?<!(manufacturing|sales|work|sort|display) )(orders?|trades?|payments?|refund|invoice|paid subscription|charge|bid|payout|money|funds|eth|sol|btc|usdc|purchase|withdrawal|bookings?|payment link|reservation|position|nft)\b/,
  },
  says: "commits or moves money",
  examples: {
    hits: [
      { name: "create_order" },
      { name: "x", description: "Creates a payment" },
      { name: "x", description: "Place an order for shares" },
    ],
    misses: [{ name: "list_orders" }, { name: "x", description: "Returns the order of the rows" }],
  },
});
