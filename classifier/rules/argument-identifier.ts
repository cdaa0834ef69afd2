import { argumentRule } from "../argument-rule.ts";

export const argumentIdentifier = argumentRule({
  id: "argument-identifier",
  asks: "Does an argument name one existing thing?",
  because: "What has an identifier exists already.",
  words: /\b(id|ids|uuid|key|slug|name|number|identifier|iid|guid|sys id|arn|sha|ref)$/,
  says: "names one existing thing",
  examples: {
    hits: [{ name: "x", arguments: { issue_id: { type: "string" } } }],
    misses: [{ name: "x", arguments: { width: { type: "string" } } }],
  },
});
