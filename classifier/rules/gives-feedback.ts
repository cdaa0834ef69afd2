import { phraseRule } from "../phrase-rule.ts";

export const givesFeedback = phraseRule({
  id: "gives-feedback",
  asks: "Does it only give feedback or a rating?",
  because: "Feedback is stored and can be ignored.",
  leans: "Write",
  pattern: {
    name: /\b(submit|send|give|search|leave|report|provide|add|create)? ?(feedback|rating|bug report)$/,
    main: /\b(send|submit|provid|giv|leav|report)(e|es|s|ing)? (\w+ ){0,2}(feedback|ratings?|bugs?)\b/,
  },
  says: "gives feedback",
  examples: {
    hits: [{ name: "submit_feedback" }, { name: "x", description: "Sends structured feedback on a result" }],
    misses: [{ name: "x", description: "Lists feedback" }],
  },
});
