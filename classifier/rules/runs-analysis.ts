import { phraseRule } from "../phrase-rule.ts";

export const runsAnalysis = phraseRule({
  id: "runs-analysis",
  asks: "Does it run something that only looks and reports?",
  because: "An audit that runs is still a look; what runs is fixed and changes nothing.",
  leans: "Read",
  pattern: {
    name: /\b(run|perform|execute|do|start|conduct) ?(\w+ ){0,3}(audit|analysis|assessment|diagnostics?|evaluation|calculation|simulation|comparison|backtest|search|lookup|screening|check|inspection|review|forecast|prediction|report|nslookup|ping|whois|ps\w+|\w+list|\w+scan|\w+tree)\b/,
    main: /\b(run|perform|execut|conduct|do|carr)(e|es|s|ing|y|ies)? (out )?(a |an |the |basic |comprehensive |full |deep |detailed |complete |quick |semantic |advanced |automated )*([\w-]+ ){0,3}(audits?|analysis|analyses|assessments?|diagnostics?|evaluation|calculations?|comparison|backtest|search(es)?|look-?ups?|screening|checks?|inspection|review|forecast|prediction|plugin to (show|list|scan|print|find|display)|ocr|similarity|query expansion)\b|\b(analysis|search|audit|checks?) (of|on|for|across|over|using)\b/,
  },
  says: "runs an analysis that only reports",
  examples: {
    hits: [{ name: "x", description: "Run a performance audit on the current page" }, { name: "run_seo_audit" }],
    misses: [{ name: "x", description: "Runs a script" }],
  },
});
