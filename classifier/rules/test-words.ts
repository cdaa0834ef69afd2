import { phraseRule } from "../phrase-rule.ts";

export const testWords = phraseRule({
  id: "test-words",
  asks: "Are only test funds or a mock meant?",
  because: "Play money moves nothing that matters.",
  step: { by: -1, of: ["Financial"], reason: "only test funds move" },
  pattern: {
    name: /\b(testnet|faucet|mock|demo|paper|sandbox|fake|dummy|example|simulated|simulator|game)\b/,
    main: /\b(testnet|faucet|mock(ed)?|paper trading|sandbox|fake|dummy|simulated|free test|demo)\b/,
  },
  says: "is about test funds or a mock",
  examples: {
    hits: [{ name: "x", description: "Mints testnet coins" }, { name: "mock_payment" }],
    misses: [{ name: "x", description: "Pays a test taker" }],
  },
});
