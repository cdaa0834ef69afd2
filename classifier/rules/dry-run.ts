import { phraseRule } from "../phrase-rule.ts";

export const dryRun = phraseRule({
  id: "dry-run",
  asks: "Does the tool only show what would happen?",
  because: "A dry run, preview or estimate leaves things as they are.",
  leans: "Read",
  pattern: {
    name: /\b(dry run|preview|simulate|estimate|quote|what if|eligibility|would|mock|can (i|we|you))\b/,
    main: /\b(dry[- ]?run|preview|simulat\w+|estimat\w+|what[- ]if|hypothetical|would be|quote)\b/,
  },
  says: "only shows what would happen",
  examples: {
    hits: [{ name: "x", description: "Shows a preview of the changes" }, { name: "preview_invoice" }],
    misses: [{ name: "apply", description: "Applies the previewed change" }],
  },
});
