import { capabilityRule } from "../capability-rule.ts";

export const returnsPersonalData = capabilityRule({
  id: "returns-personal-data",
  capability: "reads-private-data",
  asks: "Does it return records of people or of an account?",
  because: "Mail, messages and records of people are private.",
  name: /\b(get|list|read|search|fetch|retrieve|find|show|view|query|download|export|lookup|verify)\b.*\b(emails?|mails?|inbox|messages?|chats?|conversations?|contacts?|calendars?|users?|customers?|clients|patients?|employees?|members?|memberships?|invoices?|orders|payees|attendees|profile|dms?|meetings?|transcripts?|payments?|sleep|workouts?|health|leads?|candidates?|subscribers?|persons?|people|prospects?|players?|passengers?|guests?|students?|owners?|agents? convers\w*|convos|leaves?|payroll|payslips?|resume|resumes|cv|journal|diary|mood|therapy|medications?|sessions?|replays?|recordings?|call logs?|query log|audit( log)?s?|activity|activities|history|friends|followers|records?|tasks?|todos?|notes?|events?|account)\b|\b(users?|customers?|contacts?|messages?|mail|calendar|events?|orders|invoices?) (get|list|read|search|fetch|retrieve|find)\b|\bwhoami\b|\b(my|me)\b/,
  main: /\b(get|list|read|search|fetch|retriev|find|show|view|quer|return)(e|es|s|ing|y|ies)? [^.]{0,40}\b(e-?mails?|inbox|messages|chats?|conversations?|contacts?|calendar|users?|customers?|patients?|employees?|members?|invoices?|orders|attendees|(your|user's|my|account) (\w+ )?(profile|balance|data|information|orders|events|activities)|meetings?|transcripts?|personal|payments?|prospects?|leave requests?|payroll|resumes?|audit (logs?|events?)|recordings?|free.?busy|appointments?|mailbox(es)?|notes|identit(y|ies)|phone numbers?|payees?|friends|followers)\b|\bauthenticated user\b|\bcurrent user\b/,
  // What developers write under a change is for all who read it.
  unless: ({ nameText }) => /\b(merge request|issue|release|draft|commit|snippet) (\w+ )?notes?\b/.test(nameText),
  step: { by: 1, of: ["Read"], reason: "it returns personal messages or records" },
  says: "returns records of people or of an account",
  examples: {
    hits: [{ name: "list_contacts" }, { name: "x", description: "Retrieves the inbox" }],
    misses: [{ name: "x", description: "Retrieves a commit" }, { name: "get_merge_request_notes" }],
  },
});
