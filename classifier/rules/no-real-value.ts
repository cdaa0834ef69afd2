import { phraseRule } from "../phrase-rule.ts";

export const noRealValue = phraseRule({
  id: "no-real-value",
  asks: "Does the text say that what moves is worth nothing?",
  because: "Test money on a test network, or trades on paper, cost nobody anything.",
  step: { by: -1, of: ["Financial"], reason: "what moves is worth nothing" },
  pattern: {
    name: /\b(faucet|testnet|paper trade|test mode)\b/,
    text: /\b(test ?net|test tokens?|no real (value|money)|play money|paper[- ]trading|sandbox money|faucet)\b/,
  },
  says: "says that no real value moves",
  examples: {
    hits: [{ name: "x", description: "Mint testnet USDC. Free test tokens with no real value" }],
    misses: [{ name: "x", description: "Mint tokens on mainnet" }, { name: "network_test" }],
  },
});
