import { phraseRule } from "../phrase-rule.ts";

export const irreversible = phraseRule({
  id: "irreversible",
  asks: "Does the text say that the effect cannot be undone?",
  because: "What cannot be undone is destructive by definition.",
  leans: "Destructive",
  pattern: {
    text: /\birreversibl\w+|\bcan(not|'t| not) be (undone|recovered|reversed|restored)|\bpermanent(ly)? (delet|remov|eras|destroy|los)\w*|\bunrecoverabl\w+|\bno undo\b|不可逆|不可恢复|無法復原/,
  },
  says: "says that it cannot be undone",
  evenNegated: true,
  examples: {
    hits: [{ name: "x", description: "Erases the disk. This cannot be undone" }],
    misses: [{ name: "x", description: "Moves a page; this can be undone" }],
  },
});
