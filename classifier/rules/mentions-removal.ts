import { phraseRule } from "../phrase-rule.ts";

export const mentionsRemoval = phraseRule({
  id: "mentions-removal",
  asks: "Does a removal stand anywhere in the main clause?",
  because: "A tool that also deletes counts as one that deletes.",
  leans: "Destructive",
  pattern: {
    main: /\b(delet\w+|remov(e|es|ing|al)|crud|purg\w+|drop(s|ping)? (a |the )?(table|database|index|collection)|truncat\w+|eras(e|es|ing)|destroy\w*|wip(e|es|ing)|uninstall\w*)\b|删除|削除|삭제/,
  },
  says: "mentions a removal in its main clause",
  examples: {
    hits: [
      { name: "x", description: "Manage labels: add, change and delete them" },
      { name: "x", description: "Full CRUD for notes" },
    ],
    misses: [{ name: "x", description: "Lists files. Use another tool to delete them" }],
  },
});
