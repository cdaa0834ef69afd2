import { argumentRule } from "../argument-rule.ts";

export const argumentAmount = argumentRule({
  id: "argument-amount",
  asks: "Does an argument carry an amount of money or tokens?",
  because: "An amount is what a payment cannot do without.",
  words:
    /\b(amount|amounts|value in wei|price|quantity|qty|amount in|stake|slippage|slippage bps|leverage|token in|token out|from token|to token|input mint|output mint|mint|wei|lamports|sats|usd|currency|max price|limit price|order type|stop price|trigger price|side|private key|tip|bid|size|recipient address|to address|symbol|gas|gas price)\b/,
  says: "carries an amount",
  examples: {
    hits: [{ name: "x", arguments: { amount: { type: "string" } } }],
    misses: [{ name: "x", arguments: { paramount: { type: "string" } } }],
  },
});
