import { phraseRule } from "../phrase-rule.ts";

export const apiProxy = phraseRule({
  id: "api-proxy",
  asks: "Does it send any API request?",
  because: "A free request can do whatever the API offers.",
  leans: "Execute",
  capability: "network-egress",
  pattern: {
    name: /\b(api|http|rest|raw|generic|custom|curl|fetch) (request|call|post|put|delete|patch|proxy)\b|\b(make|send) \w* ?request\b|\bgraphql\b/,
    main: /\b(any|arbitrary|generic|custom|raw|http|https|rest|get\/post|post|put|patch) (api )?(request|call|endpoint|method)s?\b/,
  },
  says: "sends any request",
  examples: { hits: [{ name: "api_request" }, { name: "http_post" }], misses: [{ name: "get_api_status" }] },
});
