import { argumentRule } from "../argument-rule.ts";

export const mayOverwrite = argumentRule({
  id: "may-overwrite",
  asks: "Can the caller let it overwrite what is there?",
  because: "Overwriting without a copy loses data.",
  step: { by: 1, of: ["Write"], reason: "it can overwrite what was there" },
  about: "capability",
  words: /^(overwrite|force overwrite|replace existing|overwrite existing|allow overwrite)$/,
  says: "lets it overwrite",
  examples: {
    hits: [{ name: "x", arguments: { overwrite: { type: "boolean" } } }],
    misses: [{ name: "x", arguments: { overview: { type: "boolean" } } }],
  },
});
