import { phraseRule } from "../phrase-rule.ts";

export const lastsThisSession = phraseRule({
  id: "lasts-this-session",
  asks: "Does what is set last only for this session?",
  because: "What ends with the session touches nobody else.",
  step: { by: -1, of: ["Write"], reason: "it lasts only for this session" },
  pattern: {
    text: /\b(for|in|within|during) (this|the current) (session|conversation|chat|connection)\b|\bsession[- ](only|scoped)\b|\b(for|in) (the|this|your) session\b/,
  },
  says: "says that it lasts for this session",
  examples: {
    hits: [{ name: "x", description: "Configure your key for this session" }],
    misses: [{ name: "x", description: "Lists the sessions of a user" }],
  },
});
