import { argumentSpan } from "./arguments.ts";
import type { Argument, ToolFacts } from "./facts.ts";
import { needsOf } from "./needs.ts";
import { type Rule, signalAt } from "./rule.ts";

interface ArgumentRule extends Omit<Rule, "find" | "needs"> {
  /** What the words of the argument's name must match: lower case, joined by a space. Default: any. */
  words?: RegExp;
  /** A further condition on the argument. */
  only?: (argument: Argument, facts: ToolFacts) => boolean;
  says: string;
}

/** A rule that looks for an argument; a required one is a variant with a weight of its own. */
export const argumentRule = ({ words, only, says, ...rest }: ArgumentRule): Rule => ({
  ...rest,
  get needs() {
    return needsOf({ argument: words });
  },
  find: (facts) => {
    let hit: Argument | undefined;
    for (const argument of facts.arguments) {
      if (hit && !argument.required) continue;
      if ((words && !words.test(argument.words)) || (only && !only(argument, facts))) continue;
      hit = argument;
      if (hit.required) break;
    }
    if (!hit) return [];
    const span = argumentSpan(facts.definition, hit);
    return [signalAt(rest.id, hit.required ? "required" : "optional", span, `the argument “${hit.name}” ${says}`)];
  },
});
