import { phraseRule } from "../phrase-rule.ts";

export const issuesSecret = phraseRule({
  id: "issues-secret",
  asks: "Does it issue or replace a key or token?",
  because: "The earlier key stops to work, or a new way in exists.",
  step: { by: 1, of: ["Write"], reason: "it issues or replaces a key or token" },
  pattern: {
    name: /\b(regenerate|rotate|reset|issue|create|generate|renew) (\w+ ){0,4}(api key|key|keys|(?<!\b(erc ?\d+|spl|fun|meme|nft|lp|governance) )tokens?|secret|password|credentials?)$/,
    main: /\b(regenerat|rotat|reset|issu)(e|es|s|ing)? (a |an |the |new |your )*([\w-]+ ){0,4}(api keys?|tokens?|secrets?|passwords?|credentials?)\b/,
  },
  says: "issues or replaces a key or token",
  examples: {
    hits: [{ name: "regenerate_api_key" }, { name: "x", description: "Issues an access token" }],
    misses: [{ name: "x", description: "Lists API keys" }, { name: "create_erc20_token" }],
  },
});
