import { phraseRule } from "../phrase-rule.ts";

export const selectOnly = phraseRule({
  id: "select-only",
  asks: "Are only reading statements accepted?",
  because: "A statement that is checked to be SELECT reads.",
  leans: "Read",
  pattern: {
    name: /\b(read query|select query|safe query|query readonly)\b/,
    text: /\bselect (quer(y|ies)|statements?)|\bonly select\b|\bselect[- ]only\b|\bread[- ]only (sql|cypher|quer|transaction|access)\w*|\b(select|show|describe|explain)(,| and| or|\/) ?(show|describe|desc|explain)\b|(select|只读) ?查询/,
  },
  says: "accepts reading statements only",
  examples: {
    hits: [{ name: "x", description: "Executes a SELECT query" }, { name: "read_query" }],
    misses: [{ name: "x", description: "Executes a query of any kind" }],
  },
});
