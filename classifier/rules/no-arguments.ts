import { rememberedText } from "../field-text.ts";
import type { Rule } from "../rule.ts";

/** A schema that states that there is nothing to pass. */
export const noArguments: Rule = {
  id: "no-arguments",
  asks: "Does the tool take no arguments at all?",
  because: "Without arguments the caller cannot say what to change; most such tools list or report.",
  leans: "Read",
  find: (facts) => {
    if (facts.arguments.length > 0) return [];
    const json = rememberedText(facts.definition, "inputSchema");
    const start = json.indexOf('"properties":{}');
    if (start < 0) return [];
    return [
      {
        rule: "no-arguments",
        variant: "",
        field: "inputSchema",
        start,
        end: start + 15,
        says: "it takes no arguments",
      },
    ];
  },
  examples: {
    hits: [{ name: "x", arguments: {} }],
    misses: [{ name: "x" }, { name: "no_arguments", arguments: { a: { type: "string" } } }],
  },
};
