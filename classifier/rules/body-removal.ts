import { phraseRule } from "../phrase-rule.ts";

export const bodyRemoval = phraseRule({
  id: "body-removal",
  asks: "Does a removal stand in the rest of the text?",
  because: "Operations of a router are often listed below the main clause.",
  leans: "Destructive",
  pattern: {
    text: /(^|\n)\s*([-*•]|\d+\.)?\s*["'`*]*(delete|remove|drop|purge|clear)\w*["'`*]*\s*(:|[-–—]|\(|$)|["'`](delete|remove)["'`]|, (delete|remove)\b/,
  },
  says: "mentions a removal among what it does",
  examples: {
    hits: [{ name: "x", description: "Handles notes.\n- delete: takes the note away" }],
    misses: [{ name: "x", description: "Deletes nothing" }],
  },
});
