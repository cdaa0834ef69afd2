import { phraseRule } from "../phrase-rule.ts";

export const readOnly = phraseRule({
  id: "read-only",
  asks: "Does the text say that the tool only reads?",
  because: "An author who says so describes the ordinary call; a verb elsewhere is then an example.",
  leans: "Read",
  pattern: {
    name: /\bread ?only\b|\breadonly\b/,
    text: /\bread[- ]?only\b|\b(does not|doesn't|do not|don't|never|without|no) (modif|chang|alter|execut|writ|mutat|sav|stor|send|creat|delet|mak(e|ing) any changes|actually|side effects)\w*|\bno side[- ]effects?\b|\bnon-destructive|\bonly reads?\b|只读|読み取り専用/,
  },
  says: "says that it only reads",
  evenNegated: true,
  examples: {
    hits: [
      { name: "run_query", description: "Runs a read-only query" },
      { name: "x", description: "Plans the change without modifying anything" },
    ],
    misses: [{ name: "set_mode", description: "Sets the folder to writable; read access stays" }],
  },
});
