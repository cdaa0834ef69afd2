import { capabilityRule } from "../capability-rule.ts";

export const emptiesWhole = capabilityRule({
  id: "empties-whole",
  capability: "bulk",
  asks: "Does it act on everything that a store holds?",
  because: "Nothing of the store is left as it was.",
  name: /\b(purge|truncate|flush|wipe|(delete|remove|clear|drop|reset|erase) (\w+ )?(all|everything|entire|whole))\b/,
  main: /\b(delet|remov|clear|drop|purg|eras|wip|truncat|flush|archiv|restart|stop|crawl|index|embed|re-?index|updat|mov|export|import)(e|es|s|ing|ping|ping)? (\w+ or )?(all|every|everything|the entire|an entire|the whole|each)\b|\bpurg(e|es|ing)\b|\btruncat(e|es|ing)\b/,
  argument:
    /^(all|delete all|clear all|all namespaces|remove all|force all|label selector|recursive|filter query|where)$/,
  // The caller's own scratch is one small thing.
  unless: ({ nameText }) =>
    /\b(clear|wipe|reset|flush) (\w+ )?(thoughts?|clipboard|console|cookies|presence|logs?)$/.test(nameText),
  says: "acts on all that is there",
  examples: {
    hits: [
      { name: "x", description: "Remove all documents from a table" },
      { name: "purge_table" },
      { name: "x", arguments: { allNamespaces: { type: "boolean" } } },
    ],
    misses: [
      { name: "x", description: "Removes a document. Lists all tables" },
      { name: "clear_thoughts", description: "Clear all thoughts" },
    ],
  },
});
