import { phraseRule } from "../phrase-rule.ts";

export const sqlWords = phraseRule({
  id: "sql-words",
  asks: "Is a database statement meant?",
  because: "Unrestricted SQL can change or drop anything that its user may.",
  leans: "Execute",
  capability: "runs-sql",
  pattern: {
    name: /\b(sql|cypher|query|soql|kql|aql|graphql|mongo query|select)\b$|\b(execute|run) (sql|query)\b|\bsql query\b/,
    main: /\b(sql|cypher|soql|kql|graphql|select) (quer(y|ies)|statements?|commands?)\b|\b(execute|run)s? (a |an |the |raw |any |custom )*(sql|cypher|query|statement)s?\b|sql ?(查询|语句)|执行.{0,6}sql/,
  },
  says: "speaks of a database statement",
  examples: {
    hits: [{ name: "execute_sql" }, { name: "x", description: "Runs a SQL query" }],
    misses: [{ name: "mysql_list_tables" }],
  },
});
