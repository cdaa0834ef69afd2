import { phraseRule } from "../phrase-rule.ts";

export const pushesCommits = phraseRule({
  id: "pushes-commits",
  asks: "Does it push commits?",
  because: "A push reaches everyone who pulls, and may start their builds (GUIDE: git_push is Execute).",
  leans: "Execute",
  pattern: {
    name: /\b(git|force|branch|commits?|repo|repository) push\b|\bpush (commits?|branch|changes|repo|repository|to remote|code)\b/,
    main: /\bpush(es|ing)? (the |local |all |your |committed |current )*([\w-]+ )?(commits?|branch(es)?|changes|code|tags?|images?)\b|\bto (the |a )?remote\b/,
  },
  says: "pushes commits to others",
  examples: {
    hits: [{ name: "git_push" }, { name: "x", description: "Pushes local commits to the server" }],
    misses: [{ name: "push_message" }, { name: "x", description: "Pushes a message" }],
  },
});
