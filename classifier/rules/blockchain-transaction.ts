import { phraseRule } from "../phrase-rule.ts";

export const blockchainTransaction = phraseRule({
  id: "blockchain-transaction",
  asks: "Does it sign or send a blockchain transaction?",
  because: "A signed transaction cannot be taken back.",
  leans: "Financial",
  capability: "moves-money",
  pattern: {
    name: /\b(send|sign|broadcast|submit|relay) (raw |signed |and send |eth )?(transaction|tx|transfer|userop)s?\b|\bwrite contract\b|\bcontract write\b|\bapprove token\b/,
    main: /\b(sign|broadcast|submit|send)s?( and (send|submit|broadcast)s?)? (a |an |the |raw |signed )*(\w+ )?(blockchain |ethereum |solana |bitcoin )?(transaction|tx)\b|\bon-?chain (transaction|write)|\bstate-changing (function|contract)|\bsmart contract (function )?(call|write|interaction)/,
  },
  says: "signs or sends a blockchain transaction",
  examples: {
    hits: [{ name: "send_transaction" }, { name: "x", description: "Signs and broadcasts a transaction" }],
    misses: [{ name: "get_transaction" }, { name: "x", description: "Starts a database transaction" }],
  },
});
