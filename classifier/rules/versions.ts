import { verbRule } from "../verb-rule.ts";

export const versions = verbRule({
  id: "versions",
  leans: "Write",
  means: "version control",
  because: "Commits and branches are kept, and can be reverted.",
  english: ["commit", "stage", "stash", "branch", "checkout", "rebase", "pull", "cherrypick", "squash"],
  examples: {
    hits: [{ name: "git_commit" }, { name: "x", description: "Commits the staged files" }],
    misses: [{ name: "list_branch" }, { name: "x", description: "Shows the last commit" }],
  },
});
