import { capabilityRule } from "../capability-rule.ts";

export const commentsOnWork = capabilityRule({
  id: "comments-on-work",
  capability: "sends-messages",
  asks: "Does it comment on an issue, a request or a post that others follow?",
  because: "Whoever follows it is told.",
  step: { by: 1, of: ["Write"], reason: "those who follow it read the comment" },
  name: /\b(create|add|post|reply|submit|write|publish|update|edit) (\w+ ){0,4}(comments?|review|reply|discussion|merge request (note|thread)|issue note|discussion note|pr comment)\b|\b(comment|reply) (on|to) \w+|\b(comment|comments) (create|add|post)\b/,
  main: /\b(add|creat|post|repl|leav|submit|writ|publish)(e|es|s|y|ies|ing)? (\w+ ){0,4}(comments?|notes?|review|reply|replies|discussion( thread)?) (\([a-z]+\) )?(to|on|for|in|about) (\w+ ){0,3}(issues?|merge requests?|pull requests?|discussions?|commits?|posts?|tickets?|tasks?|cards?|videos?|incidents?|threads?|pages?|stor(y|ies)|work items?|bugs?|conversations?|requests?)\b/,
  says: "comments where others read it",
  examples: {
    hits: [
      { name: "x", description: "Create a new note (comment) to an issue or merge request" },
      { name: "add_issue_comment" },
    ],
    misses: [{ name: "x", description: "Adds a note to the notebook" }, { name: "list_comments" }],
  },
});
