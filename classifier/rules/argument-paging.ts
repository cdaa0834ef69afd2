import { argumentRule } from "../argument-rule.ts";

export const argumentPaging = argumentRule({
  id: "argument-paging",
  asks: "Does an argument page through results?",
  because: "Pages and sort orders belong to reads.",
  leans: "Read",
  words:
    /\b(limit|offset|page|per page|page size|cursor|top k|max results|sort|order by|sort by|filter|filters|start date|end date|since|until|fields|include|max|skip|num results|count|page token|query|q|search|keyword|keywords|from date|to date|date range|top|select|expand|interval|period|timeframe)\b/,
  says: "pages, sorts or filters results",
  examples: {
    hits: [{ name: "x", arguments: { page_size: { type: "integer" } } }],
    misses: [{ name: "x", arguments: { package: { type: "string" } } }],
  },
});
