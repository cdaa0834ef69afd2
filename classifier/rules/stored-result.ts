import { phraseRule } from "../phrase-rule.ts";

export const storedResult = phraseRule({
  id: "stored-result",
  asks: "Does the text say that the result is stored or written?",
  because: "A read that writes its result to a file is a write.",
  leans: "Write",
  capability: "writes-files",
  pattern: {
    text: /\b(sav(e|es|ed|ing)|writ(e|es|ten|ing)|stor(e|es|ed|ing)|persist(s|ed)?|download(s|ed)?|export(s|ed)?|output)\b[^.\n]{0,40}\b(to|in|into|on|as|at)\b (a |an |the |local |disk|your |specified |output |given |new )*(files?|disk|path|directory|folder|database|filesystem|desktop|downloads|storage|locally|png|pdf|csv|json|html|s3|memory|knowledge|workspace)|\bcreates? (a |an |the )?(new )?(file|document|folder|directory)\b|保存到|保存为/,
  },
  says: "says that its result is stored",
  examples: {
    hits: [{ name: "x", description: "Draws a chart and saves it to a file" }],
    misses: [{ name: "x", description: "Draws a chart and returns it" }],
  },
});
