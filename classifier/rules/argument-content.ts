import { argumentRule } from "../argument-rule.ts";

export const argumentContent = argumentRule({
  id: "argument-content",
  asks: "Does an argument carry content to be stored?",
  because: "Content that is handed over is kept somewhere.",
  leans: "Write",
  words:
    /^(content|contents|body|data|payload|text|message|title|description|comment|html|markdown|blocks|values|properties|updates|new name|name|summary|caption|fields|attributes|records|rows|entities|relations|observations|new text|new content|value|new value|changes|patch|edits|attachments|labels|tags|status|priority|assignee|due date|summary|metadata|settings|config|configuration|enabled|is active)$/,
  says: "carries content",
  examples: {
    hits: [{ name: "x", arguments: { content: { type: "string" } } }],
    misses: [{ name: "x", arguments: { context: { type: "string" } } }],
  },
});
