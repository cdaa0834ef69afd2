import { phraseRule } from "../phrase-rule.ts";

export const writingSql = phraseRule({
  id: "writing-sql",
  asks: "Are writing statements accepted?",
  because: "INSERT, UPDATE, DELETE and DDL change or drop data.",
  leans: "Destructive",
  pattern: {
    name: /\b(write query|ddl|dml|alter table|execute update)\b/,
    text: /\b(insert|update|create|alter|drop)(, ?| or | and |\/)(update|delete|insert|alter|drop|create table|truncate)\b|\bddl\b|\bdml\b|\bany sql\b/,
  },
  says: "accepts writing statements",
  examples: {
    hits: [{ name: "x", description: "Runs INSERT, UPDATE or DELETE statements" }, { name: "write_query" }],
    misses: [{ name: "x", description: "Runs SELECT; an INSERT is refused by name" }],
  },
});
