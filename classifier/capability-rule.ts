import type { Capability } from "../db/records/classification.ts";
import { argumentSpan } from "./arguments.ts";
import type { Argument, ToolFacts } from "./facts.ts";
import { EVERYWHERE, needsOf, PLACE_BIT } from "./needs.ts";
import { nameSpan } from "./phrase-rule.ts";
import { type Example, type Rule, type Signal, signalAt } from "./rule.ts";

interface CapabilityRule {
  id: string;
  capability: Capability;
  asks: string;
  because: string;
  /** Lower-case patterns: of the name's words, of the main clause, of an argument's words. */
  name?: RegExp;
  main?: RegExp;
  argument?: RegExp;
  /** A further condition on the argument. */
  argumentIs?: (argument: Argument) => boolean;
  /** What must not hold for the rule to speak. */
  unless?: (facts: ToolFacts) => boolean;
  /** As in `Rule`. */
  step?: Rule["step"];
  floor?: Rule["floor"];
  says: string;
  examples: { hits: readonly Example[]; misses: readonly Example[] };
}

/** A rule that states one capability: from the name, the main clause or an argument, each a variant of its own. */
export const capabilityRule = (options: CapabilityRule): Rule => {
  const {
    id,
    capability,
    asks,
    because,
    name,
    main,
    argument,
    argumentIs = () => true,
    unless,
    step,
    floor,
    says,
    examples,
  } = options;
  return {
    id,
    asks,
    because,
    capability,
    about: "capability",
    ...(step ? { step } : {}),
    ...(floor ? { floor } : {}),
    get needs() {
      return needsOf({ name, main, argument });
    },
    find: (facts, places = EVERYWHERE) => {
      const signals: Signal[] = [];
      const inName = (places & PLACE_BIT.name) !== 0 ? name?.exec(facts.nameText) : null;
      if (inName)
        signals.push(signalAt(id, "name", nameSpan(facts, inName.index, inName.index + inName[0].length), says));
      const clause = (places & PLACE_BIT.main) !== 0 ? facts.main : undefined;
      const inMain = clause && main ? main.exec(facts.text.slice(clause.start, clause.end)) : null;
      if (clause && inMain) {
        const start = clause.start + inMain.index;
        signals.push(signalAt(id, "main", { field: "description", start, end: start + inMain[0].length }, says));
      }
      const found =
        argument &&
        (places & PLACE_BIT.argument) !== 0 &&
        facts.arguments.find((each) => argument.test(each.words) && argumentIs(each));
      if (found) signals.push(signalAt(id, "argument", argumentSpan(facts.definition, found), says));
      return signals.length > 0 && unless?.(facts) ? [] : signals;
    },
    examples,
  };
};
