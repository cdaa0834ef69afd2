import { argumentRule } from "../argument-rule.ts";

export const argumentMethod = argumentRule({
  id: "argument-method",
  asks: "Does an argument choose the request’s method?",
  because: "GET reads; POST, PUT and DELETE change.",
  leans: "Execute",
  capability: "network-egress",
  only: ({ name, options }) =>
    /^(method|http_?method|verb)$/i.test(name) &&
    (options.length === 0 || options.some((option) => /^(post|put|delete|patch)$/i.test(option))),
  says: "chooses the method of a request",
  examples: {
    hits: [{ name: "x", arguments: { method: { enum: ["GET", "POST"] } } }],
    misses: [{ name: "x", arguments: { method: { enum: ["mean", "median"] } } }],
  },
});
