import { phraseRule } from "../phrase-rule.ts";

export const settingsWords = phraseRule({
  id: "settings-words",
  asks: "Is live configuration meant?",
  because: "A wrong setting acts on everything that depends on it.",
  step: { by: 1, of: ["Write"], reason: "it changes live configuration" },
  pattern: {
    name: /\b(config|configuration|settings?|environment|env|variable|variables|dns|domain|route|rule|rules|service|webhook|plugin|branch protection|feature flag|flag|workflow|schedule|deployment|stack|cluster|parameter|parameters|gateway|proxy|network|registry|production|secret)s?\b/,
    main: /\b(configuration|settings?|environment variables?|dns|domain|routes?|feature flag|production|service)\b/,
  },
  says: "changes configuration that others depend on",
  examples: {
    hits: [{ name: "update_config" }, { name: "x", description: "Changes the settings of a service" }],
    misses: [{ name: "get_configurator" }],
  },
});
