import { phraseRule } from "../phrase-rule.ts";

export const tracksWork = phraseRule({
  id: "tracks-work",
  asks: "Is the work of a project meant, rather than the people in it?",
  because: "An issue or a pipeline tells of code; who may read the project may read it.",
  about: "capability",
  pattern: {
    name: /\b(issues?|merge requests?|pull requests?|mr|prs?|work items?|pipelines?|jobs?|builds?|commits?|branch(es)?|releases?|milestones?|sprints?|boards?|epics?|events? attachment|projects?|repo(sitory|sitories)?|deployments?)\b/,
    main: /\b(issues?|merge requests?|pull requests?|work items?|pipelines?|builds?|commits?|branch(es)?|releases?|milestones?|sprints?|boards?|epics?)\b/,
  },
  says: "is about the work of a project",
  examples: {
    hits: [{ name: "get_merge_request_notes" }, { name: "x", description: "Lists issues assigned to the user" }],
    misses: [{ name: "list_mail" }],
  },
});
