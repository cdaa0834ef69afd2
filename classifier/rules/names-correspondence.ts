import { capabilityRule } from "../capability-rule.ts";

export const namesCorrespondence = capabilityRule({
  id: "names-correspondence",
  capability: "reads-private-data",
  asks: "Are mail, messages, calendars or logs of what people did what it acts on?",
  because: "What people write, plan and do is private.",
  name: /\b(mails?|e ?mails?|inbox|messages?|chats?|conversations?|dms?|calendars?|calendar events?|meetings?|recordings?|call logs?|query log|browsing history|sessions|voicemails?|mail rules|todo|to ?dos?|task lists?|appointments?|notifications|calls|phone calls?|threads?|convos|free ?busy|voicemail|replies|invitations|contracts)\b/,
  main: /\b(e-?mails?|inbox|mailbox|messages? (from|in|of)|(chat|private|direct|recent|whatsapp|slack) messages?|conversations?|calendars?|calendar events?|meetings?|query log|dns queries|browsing history|sessions for|to[- ]?do (list|task)s?|appointments?|contacts)\b/,
  says: "is about mail, messages, calendars or what people did",
  examples: {
    hits: [{ name: "list_mail_rules" }, { name: "x", description: "Get recent DNS queries from the query log" }],
    misses: [{ name: "list_servers" }, { name: "x", description: "Returns a message about the weather" }],
  },
});
