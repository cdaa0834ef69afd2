import { argumentRule } from "../argument-rule.ts";

export const argumentUrl = argumentRule({
  id: "argument-url",
  asks: "Does an argument name an address?",
  because: "A free address can be anywhere, inside the network too.",
  capability: "network-egress",
  words: /\b(url|urls|uri|endpoint|link|website|webpage|host|hostname|domain|target|site|ip|webhook)\b/,
  says: "names an address",
  examples: {
    hits: [{ name: "x", arguments: { url: { type: "string" } } }],
    misses: [{ name: "x", arguments: { curl_options: { type: "string" } } }],
  },
});
