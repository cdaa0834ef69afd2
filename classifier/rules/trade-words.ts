import { phraseRule } from "../phrase-rule.ts";

export const tradeWords = phraseRule({
  id: "trade-words",
  asks: "Is tradable value meant?",
  because: "Orders, tokens and positions are money in another form.",
  pattern: {
    name: /\b(trade|swap|token|tokens|coin|crypto|position|positions|limit order|market order|buy|sell|order|orders|nft|stake|staking|liquidity|pool|leverage|margin|portfolio|eth|sol|bitcoin|btc|erc20|spl|futures|option|stock|bid|auction|offer|exchange|dex|vault|lending|loan)s?\b/,
    main: /\b(trad(e|es|ing)|swaps?|crypto\w*|limit order|market order|buy|sell|shares?|stocks?|nfts?|stak(e|ing)|liquidity|leverage|eth(ereum)?|sol(ana)?|bitcoin|erc-?20|native token|blockchain|on-?chain|defi|wallet|futures)\b/,
  },
  says: "speaks of tradable value",
  examples: {
    hits: [{ name: "place_limit_order" }, { name: "x", description: "Swaps one token for another" }],
    misses: [{ name: "x", description: "Counts tokens of a text" }],
  },
});
