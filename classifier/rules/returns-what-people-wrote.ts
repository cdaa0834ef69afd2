import { capabilityRule } from "../capability-rule.ts";

export const returnsWhatPeopleWrote = capabilityRule({
  id: "returns-what-people-wrote",
  capability: "reads-untrusted-content",
  asks: "Does it return comments, posts, issues or messages that others wrote?",
  because: "Whoever may comment may write instructions.",
  name: /\b(get|list|search|read|fetch|retrieve|find|my|show|view|download) (\w+ ){0,3}(comments?|posts?|issues?|notes|messages?|tweets?|reviews|discussions?|threads?|replies|attachments?|channel history|feed|timeline|mails?|emails?|tickets?|pull requests?|merge requests?|stories)$|^my issues$/,
  main: /\b(get|list|search|read|fetch|retriev|find|return|download|view)(e|es|s|ing)? (for |the |all |a |an |single |recent |latest |existing |grouped |open |list of |of )*(\w+ ){0,2}(comments?|posts?|issues?|notes|messages?|tweets?|reviews|discussions?|threads?|replies|attachments?|e-?mails?|tickets?|pull requests?|merge requests?|stories)\b/,
  says: "returns what other people wrote",
  examples: {
    hits: [{ name: "list_comments" }, { name: "x", description: "Retrieve a single message in a channel" }],
    misses: [{ name: "list_merge_request_pipelines" }, { name: "x", description: "Creates a comment" }],
  },
});
