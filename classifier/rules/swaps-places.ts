import { phraseRule } from "../phrase-rule.ts";

const VALUE =
  /\b(tokens?|coins?|eth|sol|usd\w*|assets?|wallet|chain|dex|crypto\w*|currency|currencies|liquidity|slippage|defi|nfts?)\b/;
const VALUE_WORDS = ["token", "tokens", "wallet", "crypto", "dex", "swap", "blockchain", "defi", "trading", "exchange"];

export const swapsPlaces = phraseRule({
  id: "swaps-places",
  asks: "Do two things change places, with no value traded?",
  because: "A card swapped for another, or two rows that change places, is an edit.",
  leans: "Write",
  pattern: {
    name: /\bswap\b/,
    main: /\b(swap|exchang|interchang|switch)(s|es|e)? (\w+ ){1,6}(with|for|between|and) /,
  },
  only: ({ text, server }) => !VALUE.test(text) && !VALUE_WORDS.some((word) => server.words.has(word)),
  says: "two things change places",
  examples: {
    hits: [
      { name: "sideboard_swap", description: "Swap a card from your deck with a card from your sideboard" },
      { name: "swap_rows" },
    ],
    misses: [{ name: "swap_tokens", description: "Swap one token for another" }, { name: "swapper" }],
  },
});
