import { capabilityRule } from "../capability-rule.ts";

export const notifiesPeople = capabilityRule({
  id: "notifies-people",
  capability: "sends-messages",
  asks: "Can the call let other people know?",
  because: "Who is told cannot be untold.",
  step: { by: 1, of: ["Write"], reason: "other people are told" },
  name: /\b(accept|decline|cancel|respond to|rsvp|forward|create) (calendar |tentatively )?(event|events|invite|invitation|meeting)\b( with attendees)?|\bsend (\w+ ){0,2}(files?|invoice|contract|update|reminder|survey|campaign|newsletter|invitation|quote|estimate|receipt)\b|\bpost (\w+ )?update\b/,
  argument:
    /^(send (updates?|response|notifications?|invites?|invitations?|e ?mails?)|notify( \w+)?|notification emails?|email (customer|recipients?|to)|submit|invitees?|recipients?|to e ?mails?|to (number|phone( number)?)|attendees)$/,
  says: "lets other people know",
  examples: {
    hits: [{ name: "x", arguments: { sendUpdates: { type: "string" } } }],
    misses: [{ name: "x", arguments: { sender: { type: "string" } } }],
  },
});
