import { phraseRule } from "../phrase-rule.ts";

export const placeholder = phraseRule({
  id: "placeholder",
  asks: "Is the name a placeholder or scrap?",
  because: "Scraped lists hold headings and states; nothing follows from them.",
  leans: "Read",
  pattern: {
    name: /^(my tool|example|tool|tool name|name|input|output|backlog|todo|in progress|completed|done|test|foo|bar|hello|hello world|description|yes|no|true|false|none|prefix.*)$/,
  },
  says: "looks like a placeholder, not a tool",
  examples: {
    hits: [{ name: "my-tool" }, { name: "tool_name" }, { name: "completed" }],
    misses: [{ name: "my_tools_list" }],
  },
});
