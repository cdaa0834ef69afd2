import { phraseRule } from "../phrase-rule.ts";

export const removesLink = phraseRule({
  id: "removes-link",
  asks: "Does only a link, a membership or a right end, while what it joined stays?",
  because: "Who is taken out of a group and what is taken off a list are still there.",
  about: "capability",
  pattern: {
    name: /\b(remove|delete|unset|unassign|revoke|clear|detach)\b.*(\b(assignees?|members?|participants?|owners?|permissions?|presence|roles?|reactions?|favorites|logging category|accounts?|collaborators?|followers?|watchers?)$|\bfrom (cycle|module|release|project|team|group|favorites|list|initiative|order|board|sprint|channel)\b)/,
    main: /\b(remov|delet|unassign|detach)(e|es|s|ing)? (an? |the |existing |one or more )*(\w+ )?(assignees?|members?|participants?|owners?|permissions?|roles?|collaborators?|watchers?|issues?|users?|items?|projects?|(work items?)) (from|of) (an? |the |existing )*(\w+ )?(cycle|module|release|project|team|group|task|issue|favorites|list|initiative|order|board|sprint|channel|site|item)\b/,
  },
  says: "ends a link, not what it joined",
  examples: {
    hits: [
      { name: "remove_team_member" },
      { name: "x", description: "Removes an assignee from a task" },
      { name: "removeIssueFromRelease" },
    ],
    misses: [{ name: "delete_team" }, { name: "list_members", description: "Lists members of a team" }],
  },
});
