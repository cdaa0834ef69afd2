import { capabilityRule } from "../capability-rule.ts";

export const namesPeople = capabilityRule({
  id: "names-people",
  capability: "reads-private-data",
  asks: "Are records of persons what it acts on?",
  because: "Who someone is and how to reach them is personal.",
  name: /\b(users?|customers?|patients?|employees?|contacts?|payees?|attendees?|candidates?|leads?|prospects?|subscribers?|guests?|students?|persons?|people|passengers?|user profile|identity|kyc|pan|aadhaar|passport|resume|cv)$|\b(verify|check) (pan|identity|kyc|aadhaar|passport|person)\b/,
  main: /\b(get|list|fetch|retriev|search|find|return|look ?up|verif|quer|show)(e|es|s|ies|y|ing)? (for |up )?(all |the |a |an |your |existing |specific |current |authenticated |detailed )*(\w+ )?(users?|customers?|patients?|employees?|contacts?|payees?|attendees?|candidates?|leads|prospects?|subscribers?|guests?|students?|persons?|people|(pan|aadhaar|identity) (card|number|document))\b(?! (status|tier|type|need|field|template|setting|attribute))/,
  says: "is about persons",
  examples: {
    hits: [{ name: "get_users" }, { name: "x", description: "Retrieve a customer" }],
    misses: [
      { name: "get_user_settings" },
      { name: "x", description: "Get customer statuses" },
      { name: "x", description: "Lists servers" },
    ],
  },
});
