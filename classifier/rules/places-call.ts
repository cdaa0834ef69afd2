import { phraseRule } from "../phrase-rule.ts";

export const placesCall = phraseRule({
  id: "places-call",
  asks: "Does it place a phone call?",
  because: "A call rings at a person and cannot be unmade (GUIDE: placing a call is Execute).",
  leans: "Execute",
  capability: "sends-messages",
  pattern: {
    name: /\b(create|make|start|place|initiate|launch|schedule|dial|trigger) (\w+ ){0,2}(phone|voice|outbound|web|test) calls?\b|\b(call|dial) (number|phone|contact|customer|user)\b/,
    main: /\b(creat|mak|start|plac|initiat|launch|trigger)(e|es|s|ing)? (an? |new |the )*(\w+ )?(phone|voice|outbound|telephone) calls?\b|\bdials? (an? |the )?(\w+ )?(phone )?number\b/,
  },
  says: "places a phone call",
  examples: {
    hits: [{ name: "create_phone_call" }, { name: "x", description: "Makes an outbound call to a customer" }],
    misses: [{ name: "list_phone_calls" }, { name: "x", description: "Returns the phone calls of a day" }],
  },
});
