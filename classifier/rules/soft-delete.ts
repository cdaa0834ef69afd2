import { phraseRule } from "../phrase-rule.ts";

export const softDelete = phraseRule({
  id: "soft-delete",
  asks: "Does the text say that what goes can be taken back?",
  because: "A soft delete, archive or trash can be undone, so it is a write.",
  leans: "Write",
  pattern: {
    name: /\bsoft delete\b|\barchive\b|\bto trash\b/,
    text: /\bsoft[- ]delet\w+|\b(to|into) (the )?(trash|recycle bin)|\bcan be (restored|recovered|undone|unarchived)|\brecoverable\b/,
  },
  says: "says that it can be taken back",
  examples: {
    hits: [{ name: "x", description: "Moves the file to the trash" }, { name: "soft_delete_user" }],
    misses: [{ name: "empty", description: "Empties the trash for good" }],
  },
});
