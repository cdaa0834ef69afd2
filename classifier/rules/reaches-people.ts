import { phraseRule } from "../phrase-rule.ts";

export const reachesPeople = phraseRule({
  id: "reaches-people",
  asks: "Does it send or publish to other people?",
  because: "What was sent cannot be unread.",
  step: { by: 1, of: ["Write"], reason: "it sends or publishes to other people" },
  capability: "sends-messages",
  pattern: {
    name: /\b(send|post|publish|share|reply|invite|tweet|notify|broadcast|forward|announce|comment|email|sms|message|dm|whatsapp|slack|submit|review|retweet|respond|contact|call|mail|note|issue|pull request)\b/,
    main: /\b(send|post|publish|share|repl|invit|tweet|notif|broadcast|forward|announc|comment)\w*\b/,
  },
  says: "sends or publishes to other people",
  examples: {
    hits: [{ name: "send_email" }, { name: "x", description: "Posts a message to a channel" }],
    misses: [{ name: "get_weather" }, { name: "x", description: "Lists messages" }],
  },
});
