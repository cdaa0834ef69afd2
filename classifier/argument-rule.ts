import { argumentSpan } from "./arguments.ts";
import type { Argument, ToolFacts } from "./facts.ts";
import type { Rule } from "./rule.ts";

interface ArgumentRule extends Omit<Rule, "find"> {
  /** Which argument counts; its words are lower case. */
  matches: (argument: Argument, facts: ToolFacts) => boolean;
  says: string;
}

/** A rule that looks for an argument; a required one is a variant with a weight of its own. */
export const argumentRule = ({ matches, says, ...rest }: ArgumentRule): Rule => ({
  ...rest,
  find: (facts) => {
    const hit =
      facts.arguments.find((argument) => argument.required && matches(argument, facts)) ??
      facts.arguments.find((argument) => matches(argument, facts));
    if (!hit) return [];
    const span = argumentSpan(facts.definition, hit);
    return [
      {
        rule: rest.id,
        variant: hit.required ? "required" : "optional",
        ...span,
        says: `the argument “${hit.name}” ${says}`,
      },
    ];
  },
});
