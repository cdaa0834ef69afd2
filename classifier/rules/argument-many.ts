import { argumentRule } from "../argument-rule.ts";

export const argumentMany = argumentRule({
  id: "argument-many",
  asks: "Does an argument take a list of items?",
  because: "A list means many items in one call.",
  capability: "bulk",
  words:
    /(ids|keys|items|files|paths|records|messages|emails|users|entities|names|rows|observations|relations|deletions|operations|objects|nodes|tasks|urls|documents|pages|entries|edits)$/,
  only: ({ type }) => type === "array",
  says: "takes a list of items",
  examples: {
    hits: [{ name: "x", arguments: { message_ids: { type: "array" } } }],
    misses: [{ name: "x", arguments: { message_ids_note: { type: "string" } } }],
  },
});
