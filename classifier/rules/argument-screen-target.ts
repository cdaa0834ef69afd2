import { argumentRule } from "../argument-rule.ts";

export const argumentScreenTarget = argumentRule({
  id: "argument-screen-target",
  asks: "Does an argument point at something on a screen?",
  because: "A place on a screen is something to act on.",
  capability: "controls-browser",
  words:
    /^(selector|element|ref|x|y|xpath|coordinates?|key|keys|button|locator|element id|uid|start x|end x|index|css selector|tab id|page idx|tab|window|text to type|direction)$/,
  says: "points at something on a screen",
  examples: {
    hits: [
      { name: "x", arguments: { selector: { type: "string" } } },
      { name: "x", arguments: { x: { type: "number" } } },
    ],
    misses: [{ name: "x", arguments: { reference: { type: "string" } } }],
  },
});
