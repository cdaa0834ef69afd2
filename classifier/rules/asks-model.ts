import { phraseRule } from "../phrase-rule.ts";

export const asksModel = phraseRule({
  id: "asks-model",
  asks: "Is only text asked of a model or person?",
  because: "Text that comes back changes nothing.",
  leans: "Read",
  pattern: {
    name: /\b(prompt|instructions|guide|guidance|docs|documentation|help|template|ideas|recommendations|suggestions|insights|advice|schema|info|status|stats|version|analysis|report|summary)\b/,
    main: /\b(prompts?|ideas?|suggestions?|recommendations?|insights?|guidance|instructions?|explanation|advice|answers?|documentation|best practices|report|summary|templates?|questions?|analysis|plan|strategy|code (snippet|sample|example)s?|boilerplate)\b/,
  },
  says: "only asks for text that comes back",
  examples: {
    hits: [{ name: "x", description: "Generates a prompt for a code review" }],
    misses: [{ name: "x", description: "Generates an image" }],
  },
});
