import { capabilityRule } from "../capability-rule.ts";

export const messagesPeople = capabilityRule({
  id: "messages-people",
  capability: "sends-messages",
  asks: "Does it send messages to people?",
  because: "What was sent cannot be unread.",
  name: /\b(send|post|reply|forward|publish|push|multicast|broadcast|create|add|write|edit) (\w+ ){0,3}(messages?|emails?|mail|tweets?|sms|dm|text|comments?|notifications?|image|audio|video|document|sticker|media|location|reaction|chat|whatsapp|telegram|slack|note|post|reply|phone call|thread|poll)\b|\b(reply|tweet|comment|notify|email|invite|retweet)\b|\b(calendar )?events?$|\b(share|accept|decline|cancel|call|dial|submit|announce)\b|\bsend ?message|\bcall phone\b/,
  main: /\b(send|post|repl|forward|broadcast|push|deliver|notif)(s|ies|y|ing)? [^.]{0,50}\b(messages?|e-?mails?|tweets?|sms|notifications?|comments?|users?|channel|chat|people|recipients?|phone number)\b|\b(add|creat|post)(s|es|e)? (a |new |an )*(\w+ )?(comment|note|reply|phone call)\b|发送/,
  step: { by: 1, of: ["Write"], reason: "it sends or publishes to other people" },
  says: "sends messages to people",
  examples: {
    hits: [{ name: "send_email" }, { name: "x", description: "Posts a message to a channel" }],
    misses: [
      { name: "x", description: "Lists messages" },
      { name: "publish_asset", description: "Publish an asset" },
    ],
  },
});
