import { phraseRule } from "../phrase-rule.ts";

export const discardsChanges = phraseRule({
  id: "discards-changes",
  asks: "Does it throw away work that was not kept anywhere else?",
  because: "Untracked files and uncommitted changes are in no history: they cannot be brought back.",
  leans: "Destructive",
  capability: "deletes-data",
  pattern: {
    name: /\bgit clean\b|\b(discard|revert|drop) (\w+ )?(local |uncommitted |unstaged |working )*changes\b/,
    main: /\b(discard|throw(s)? away|drop)(s|ing)? (all |any |the |your |local |uncommitted |unstaged |pending |working )*changes\b|\breset (--)?hard\b|\b(remov|delet)(e|es|ing) (all |the )*untracked files\b/,
  },
  says: "throws away work that is kept nowhere else",
  examples: {
    hits: [
      { name: "git_clean" },
      { name: "x", description: "Discards all local changes." },
      { name: "x", description: "Removes untracked files from the working tree." },
    ],
    misses: [{ name: "git_reset", description: "Unstages all staged changes." }, { name: "list_changes" }],
  },
});
