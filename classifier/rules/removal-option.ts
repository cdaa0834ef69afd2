import { optionSpan } from "../arguments.ts";
import type { Rule } from "../rule.ts";
import { identifierTokens } from "../tokens.ts";

const REMOVAL = /^(delete|remove|del|drop|purge|destroy|wipe|clear|revoke|rm|reset|uninstall)$/;

/** A value of any argument that is a removal: the tool can be told to remove. */
export const removalOption: Rule = {
  id: "removal-option",
  asks: "Can an argument be set to a removal?",
  because: "A tool that multiplexes several operations is judged by the most severe of them (GUIDE).",
  leans: "Destructive",
  find: (facts) => {
    for (const argument of facts.arguments) {
      for (const option of argument.options) {
        if (!identifierTokens(option).some((token) => REMOVAL.test(token.text))) continue;
        return [
          {
            rule: "removal-option",
            variant: argument === facts.selector ? "selector" : "value",
            ...optionSpan(facts.definition, argument.name, option),
            says: `the argument “${argument.name}” can be “${option}”`,
          },
        ];
      }
    }
    return [];
  },
  examples: {
    hits: [{ name: "x", arguments: { action: { enum: ["get", "delete"] } } }],
    misses: [
      { name: "x", arguments: { action: { enum: ["get", "list"] } } },
      { name: "delete", arguments: { id: {} } },
    ],
  },
};
