import { phraseRule } from "../phrase-rule.ts";

export const returnsSection = phraseRule({
  id: "returns-section",
  asks: "Does the text say what the tool returns?",
  because: "Readers describe their result; doers confirm it.",
  leans: "Read",
  pattern: {
    text: /\breturns?:? (a|an|the|all|list|json|detailed|information|array|string|matching|up to|only|both)\b|\breturns?:/,
  },
  says: "says what it returns",
  examples: {
    hits: [{ name: "x", description: "Looks at a thing.\nReturns: the rows" }],
    misses: [{ name: "x", description: "Sends back the parcel that a customer returned" }],
  },
});
