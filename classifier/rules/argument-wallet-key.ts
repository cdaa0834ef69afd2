import { argumentRule } from "../argument-rule.ts";

export const argumentWalletKey = argumentRule({
  id: "argument-wallet-key",
  asks: "Does an argument carry the key of a wallet?",
  because: "A wallet’s key is asked for to sign a transaction.",
  leans: "Financial",
  words:
    /\b(private key|mnemonic|seed phrase|wallet key|secret phrase|keypair|signer|public key|sender address|from address|wallet private)\b/,
  says: "carries the key of a wallet",
  examples: {
    hits: [{ name: "x", arguments: { privateKey: { type: "string" } } }],
    misses: [{ name: "x", arguments: { private: { type: "string" } } }],
  },
});
