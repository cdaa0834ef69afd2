import { argumentRule } from "../argument-rule.ts";

export const argumentCredential = argumentRule({
  id: "argument-credential",
  asks: "Does an argument take a secret?",
  because: "A secret that passes through the model can leak.",
  words:
    /\b(password|secret|api key|token|access token|private key|credential|credentials|mnemonic|seed phrase|client secret|auth token|passphrase|secret key|custom token)\b/,
  says: "takes a secret",
  examples: {
    hits: [{ name: "x", arguments: { password: { type: "string" } } }],
    misses: [{ name: "x", arguments: { passport: { type: "string" } } }],
  },
});
