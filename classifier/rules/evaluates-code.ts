import { phraseRule } from "../phrase-rule.ts";

export const evaluatesCode = phraseRule({
  id: "evaluates-code",
  asks: "Is what it evaluates code?",
  because: "To evaluate a search or a flag returns a judgement; to evaluate an expression or a script runs it.",
  leans: "Execute",
  capability: "runs-code",
  pattern: {
    name: /\beval (\w+ )?(code|script|js|javascript|python|ruby|lua|expression|snippet)\b|^eval$|\bevaluate (\w+ )?(code|script|js|javascript|python|ruby|lua|snippet)\b/,
    main: /\bevaluat(e|es|ing) (an? |the |some |any |given |arbitrary |provided |custom )*((java|type)script|js|python|ruby|lua|lisp|php|r|scheme|clojure|code|scripts?|snippets?)\b(?! (quality|coverage|style|review|smells?|complexity|changes))/,
  },
  says: "evaluates code",
  examples: {
    hits: [
      { name: "eval_ruby" },
      { name: "x", description: "Evaluates a JavaScript expression in the current context." },
      { name: "x", description: "Evaluate the script." },
    ],
    misses: [
      { name: "evaluate_search" },
      { name: "x", description: "Evaluates code quality of a pull request and returns a score." },
      { name: "x", description: "Evaluates a feature flag." },
    ],
  },
});
