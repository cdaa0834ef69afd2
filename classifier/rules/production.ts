import { phraseRule } from "../phrase-rule.ts";

export const production = phraseRule({
  id: "production",
  asks: "Does it reach production or machinery?",
  because: "What others rely on is changed at once.",
  step: { by: 1, of: ["Execute", "Write"], reason: "it reaches production or machinery" },
  pattern: {
    name: /\b(deploy|production|prod|rollback|unlock|promote|release|publish|migration|infrastructure|terraform|apply|rollout|push|merge|kubectl|helm|cluster)\b/,
    main: /\b(production|live (site|environment|deployment)|deploy(s|ed|ment)?|unlock\w*|infrastructure|machinery|robot|release)\b/,
  },
  says: "reaches production or machinery",
  examples: {
    hits: [{ name: "deploy_to_production" }, { name: "x", description: "Rolls back the live deployment" }],
    misses: [{ name: "x", description: "Lists deployments" }],
  },
});
