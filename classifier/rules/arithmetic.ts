import { phraseRule } from "../phrase-rule.ts";

export const arithmetic = phraseRule({
  id: "arithmetic",
  asks: "Is it arithmetic on numbers?",
  because: "“Add” and “reduce” on numbers compute; they add nothing to anything.",
  leans: "Read",
  pattern: {
    main: /\b(two|multiple|list of|all|given|several|the) (numbers|integers|values|vectors|matrices)\b|\bnumber (to (a|the) power|by another|from another)\b|\b(to (an )?integer|radians|floating-point)\b|\b(sum|product|difference|quotient|remainder|square root|absolute value|logarithm|sine|cosine|tangent) of\b|\b(smiles|molecule|matrix|vector)( string)?\b|\b(an?|the|two|of|in|from|to|input|given|text) strings?\b/,
  },
  says: "is arithmetic on its arguments",
  examples: {
    hits: [
      { name: "add", description: "Adds two numbers" },
      { name: "power", description: "Raise a number to a power" },
    ],
    misses: [
      { name: "add", description: "Adds a phone number to a contact" },
      { name: "clear_slide", description: "Clears a slide and returns a JSON string" },
    ],
  },
});
