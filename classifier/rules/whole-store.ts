import { phraseRule } from "../phrase-rule.ts";

export const wholeStore = phraseRule({
  id: "whole-store",
  asks: "Does a whole store, account or machine go?",
  because: "Losing everything of a kind is as bad as a removal gets.",
  step: { by: 1, of: ["Destructive"], reason: "a whole store goes" },
  pattern: {
    name: /\b(database|table|bucket|cluster|project|repository|repo|workspace|account|instance|server|volume|organization|org|namespace|collection|schema|index|vm|container|app|application|user|users|customer|file|files|folder|directory|record|records|document|branch|environment|all|domain|zone|backup|snapshot|network|pod|deployment|service|email|emails|page|data|graph|db)\b/,
  },
  says: "names a whole store, account or machine",
  examples: { hits: [{ name: "drop_database" }, { name: "delete_project" }], misses: [{ name: "get_weather" }] },
});
