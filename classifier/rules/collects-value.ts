import { phraseRule } from "../phrase-rule.ts";

export const collectsValue = phraseRule({
  id: "collects-value",
  asks: "Does it claim, launch or mint tradable value?",
  because: "Rewards, tokens and positions that are claimed or made are value that moves.",
  leans: "Financial",
  pattern: {
    name: /\bcreate (\w+ ){0,2}(erc ?20|erc ?721|spl|pump fun|meme|nft) ?(token|coin)?\b|\b(claim|collect|distribute|harvest|redeem) (\w+ ){0,2}(fees?|rewards?|earnings?|yield|airdrop|dividend)s?\b|\b(launch|mint|deploy|burn|buy|sell|trade) (\w+ )?(token|nft|coin|pool|vault|market|voucher)s?$/,
    main: /\b(claim|collect|distribut|harvest|redeem)(e|es|s|ing)? (all |any |the |pending |accrued |available |your )*([\w-]+ ){0,2}(fees|rewards?|earnings|yield|airdrop|dividends?)\b|\b(launch|mint|deploy|issu|burn)(e|es|s|ing)? (a |an |the |new |testnet )*([\w-]+ )?(tokens?|nfts?|coins?|liquidity pool|vault|usdc)\b|\b(undelegat|delegat|unstak|stak|redelegat)(e|es|ing) (\w+ )?(tokens?|coins?)\b|购买|买卖|买入|卖出/,
  },
  says: "claims, launches or mints tradable value",
  examples: {
    hits: [
      { name: "claim_fees" },
      { name: "x", description: "Claims the trading rewards of an order" },
      { name: "x", description: "Deploys a new token" },
    ],
    misses: [
      { name: "x", description: "Lists rewards" },
      { name: "x", description: "Creates an access token" },
    ],
  },
});
