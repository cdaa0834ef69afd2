import { phraseRule } from "../phrase-rule.ts";

export const privateWords = phraseRule({
  id: "private-words",
  asks: "Are personal messages or records of people meant?",
  because: "Mail, messages and records of people are private.",
  step: { by: 1, of: ["Read"], reason: "it returns personal messages" },
  capability: "reads-private-data",
  pattern: {
    name: /\b(email|emails|mail|message|messages|inbox|chat|chats|conversation|conversations|contact|contacts|calendar|event|events|dm|thread|threads|user|users|customer|customers|client|clients|patient|profile|member|members|employee|employees|account|accounts|me|my|order|orders|invoice|invoices|payment|payments|transaction|transactions|health|medical|lead|leads|person|people|ticket|tickets|note|notes|balance|portfolio|attendee|meeting|meetings|history|sms|call|calls|transcript|drive|document|subscription|subscriptions|whoami|holdings|position|positions|sleep|activity|activities|workout|deal|deals|candidate|candidates)\b/,
    main: /\b(e-?mails?|messages?|inbox|chats?|conversations?|contacts?|calendars?|users?|customers?|clients?|patients?|members?|employees?|personal|account|orders?|invoices?|payments?|transactions?|medical|profile|meetings?|transcripts?|leads?|subscriptions?|attendees?|your|my|direct messages|notes)\b/,
  },
  says: "names messages or records of people",
  examples: {
    hits: [{ name: "read_email" }, { name: "x", description: "Lists the contacts of the user" }],
    misses: [{ name: "x", description: "Lists commits with their size" }],
  },
});
