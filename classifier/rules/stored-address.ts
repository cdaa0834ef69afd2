import { argumentRule } from "../argument-rule.ts";

export const storedAddress = argumentRule({
  id: "stored-address",
  asks: "Does an argument carry an address that is only kept or shown?",
  because: "A picture or home page that is kept as data is not contacted by the call.",
  about: "capability",
  words:
    /^((image|logo|avatar|icon|picture|photo|thumbnail|cover|banner|redirect|return|success|cancel|developer|home ?page|profile|external|privacy policy|terms|support|documentation|docs|social|linkedin|twitter|blog|company|contact|metadata|token|button|link|cta) (url|uri|urls|uris|link)s?|redirect ?uris?|home ?page|link|new ?uri|token ?uri)$/,
  says: "carries an address that is kept",
  examples: {
    hits: [{ name: "x", arguments: { redirect_url: { type: "string" } } }],
    misses: [{ name: "x", arguments: { swaggerUrl: { type: "string" } } }],
  },
});
