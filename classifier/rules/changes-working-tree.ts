import { phraseRule } from "../phrase-rule.ts";

export const changesWorkingTree = phraseRule({
  id: "changes-working-tree",
  asks: "Does an operation of git rewrite the files that are checked out?",
  because: "A merge or a rebase changes files that nobody named.",
  capability: "writes-files",
  about: "capability",
  pattern: {
    name: /\bgit (pull|merge|rebase|revert|stash|clone|init|cherry pick|apply|lfs|restore|switch|submodule|worktree|bisect|am|hooks|attributes)\b/,
    main: /\b(clone|merge|rebase|cherry-?pick|pull)s?( changes)? (a |an |the |one |your )*(\w+ )?(git )?(repository|branch|commits?|changes from)\b/,
  },
  says: "rewrites the files that are checked out",
  examples: {
    hits: [{ name: "git_pull" }, { name: "x", description: "Clone a Git repository into a folder" }],
    misses: [{ name: "git_log" }, { name: "pull_image", description: "Pulls a Docker image" }],
  },
});
