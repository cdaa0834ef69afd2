import { phraseRule } from "../phrase-rule.ts";

export const generatesText = phraseRule({
  id: "generates-text",
  asks: "Does it generate text, code or numbers that are only returned?",
  because: "Text that comes back touches nothing until somebody uses it.",
  leans: "Read",
  pattern: {
    name: /\b(generate|create|build|make|write|scaffold|draft|suggest|compose|get) (\w+ ){0,4}(snippet|code|query|prompt|password|uuid|guid|hash|completion|embeddings?|template|summary|slug|ideas|regex|schema|types|names?|sql|text|sample|qr code|hint)s?$/,
    main: /^\W*(this tool )?(generat|creat|scaffold|writ|compos|draft|produc|build)(e|es|s|ing)? (a |an |the |some |new |random |secure |unique |sample |raw )*([\w/-]+ ){0,4}(snippets?|sample|code|query|queries|prompts?|passwords?|uuids?|hash|completions?|embeddings?|summary|slugs?|ideas|skeleton|boilerplate|endpoint|route|router|html|markdown|text|suggestions?|names?|test cases?|explanation|recommendations?)\b/,
  },
  only: (facts) =>
    !facts.arguments.some(({ words }) => /^(output|save|out) ?(path|dir|directory|file|folder)/.test(words)),
  says: "generates text that is returned",
  examples: {
    hits: [{ name: "x", description: "Generates a code snippet for a request" }, { name: "generate_password" }],
    misses: [{ name: "x", description: "Generates a video" }],
  },
});
