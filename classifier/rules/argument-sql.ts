import { argumentRule } from "../argument-rule.ts";

export const argumentSql = argumentRule({
  id: "argument-sql",
  asks: "Does an argument carry a database statement?",
  because: "A free statement can do all that its user may.",
  capability: "runs-sql",
  words: /\b(sql|cypher|soql|statement|statements|sql query)\b|^(query|queries)$/,
  only: ({ words, description }, facts) =>
    !/^(query|queries)$/.test(words) ||
    /\b(sql|cypher|select|database)\b/i.test(description) ||
    /\b(sql|cypher|database|bigquery|postgres\w*|mysql|sqlite|snowflake|clickhouse|duckdb)\b/.test(facts.text) ||
    /\b(sql|mysql|postgres|sqlite|db|bigquery|snowflake|clickhouse)\b/.test(facts.nameText),
  says: "carries a database statement",
  examples: {
    hits: [
      { name: "x", arguments: { sql: { type: "string" } } },
      { name: "run", description: "Runs SQL on the database", arguments: { query: { type: "string" } } },
    ],
    misses: [{ name: "search", arguments: { query: { type: "string" } } }],
  },
});
