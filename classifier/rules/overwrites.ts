import { phraseRule } from "../phrase-rule.ts";

export const overwrites = phraseRule({
  id: "overwrites",
  asks: "Does the text say that what was there is replaced for good?",
  because: "Overwriting without a copy loses data.",
  step: { by: 1, of: ["Write"], reason: "it overwrites what was there" },
  pattern: {
    text: /\b(completely |fully |will )?(overwrit(e|es|ing)|replac(e|es|ing) (all|the entire|everything|existing))\b|覆盖/,
  },
  says: "says that it overwrites what was there",
  examples: {
    hits: [{ name: "x", description: "Writes a file; overwrites an existing one" }],
    misses: [{ name: "x", description: "Writes a file. Does not overwrite an existing one" }],
  },
});
