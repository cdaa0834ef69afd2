import { capabilityRule } from "../capability-rule.ts";

export const runsStatements = capabilityRule({
  id: "runs-statements",
  capability: "runs-sql",
  asks: "Does it run database statements that its arguments carry?",
  because: "A free statement can do all that its user may.",
  floor: "Medium",
  name: /\b(execute|run|read|write|perform|raw|safe|select) (\w+ )?(sql|query|queries|cypher|statement|select|ddl|dml|update|insert)\b|\b(sql|cypher|kql|mysql|postgres|sqlite|db|bigquery|duckdb|database) (query|execute|select|statement)\b|\bquery (database|db|sql)\b|^query$|\b(execute|run) sql\b/,
  main: /\b(sql|cypher|kql|kusto query language|select|ddl|dml|aql|insert|update or delete) (quer(y|ies)|statements?|commands?|operations?)\b|\b(execut|run|perform)(e|es|s)? [^.]{0,20}\b(sql|cypher|kql|database) |sql ?(查询|语句)/,
  argument: /^(sql|sql query|sql statement|statement|statements|cypher|cypher query|kql)$/,
  step: { by: 1, of: ["Execute"], reason: "it runs database statements that the caller writes" },
  says: "runs database statements",
  examples: {
    hits: [{ name: "execute_query", description: "Runs a SQL query" }],
    misses: [{ name: "x", description: "Lists the tables of a database" }],
  },
});
