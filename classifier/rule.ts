import type { Capability, Category, Risk } from "../db/records/classification.ts";
import type { ToolFacts } from "./facts.ts";
import type { Needs } from "./needs.ts";

/** What one rule found, with the exact place: `fieldText(definition, field).slice(start, end)` is the quote. */
export interface Signal {
  /** The rule's id. */
  rule: string;
  /** Which of the rule's findings this is: each has a weight of its own. "" where the rule has only one. */
  variant: string;
  field: string;
  start: number;
  end: number;
  /** What the rule concludes from the quote: a clause without a full stop. */
  says: string;
}

/** The signal of a rule at a place. All signals are made alike, so that what reads them is compiled for one form. */
export const signalAt = (
  rule: string,
  variant: string,
  { field, start, end }: Pick<Signal, "field" | "start" | "end">,
  says: string,
): Signal => ({ rule, variant, field, start, end, says });

/** A small tool definition, written for a rule's test. `arguments` are the schema's properties. */
export interface Example {
  name: string;
  title?: string;
  description?: string;
  arguments?: Record<string, object>;
  annotations?: object;
  /** Names of the other tools of the server. */
  siblings?: string[];
  /** Name and description of the server. */
  server?: { name: string; description?: string };
}

/**
 * One question about a tool. A rule reads facts and reports what it saw; what that is worth is learned (`npm run fit`)
 * and stands in `classifier/model/`, so `leans`, `step` and `capability` say which way a rule points, not how far.
 */
export interface Rule {
  /** The file's name. */
  id: string;
  /** The question that the rule answers. */
  asks: string;
  /** Why the answer matters, and where that is known from. */
  because: string;
  /** The category that the rule speaks for. */
  leans?: Category;
  /** A reason to move the risk one level from where the category starts, for tools of the categories named. */
  step?: { by: 1 | -1; of: readonly Category[]; reason: string };
  /** The capability that the rule speaks for. */
  capability?: Capability;
  /**
   * The least risk below which no second opinion brings a tool of which the rule speaks in its name, arguments or main
   * clause, or, where it speaks for a capability, one that states it. Default: the least that the guide allows the
   * category that the rule leans to. A floor never raises a risk.
   */
  floor?: Risk;
  /** Set where the rule says nothing about the category: its signals are then left out of that fit. */
  about?: "capability";
  /** Verbs in base form (inflected by the lexicon) and words of other languages that this rule alone owns. */
  verbs?: { english: readonly string[]; other?: readonly string[] };
  /** What must occur in a tool for `find` to return anything, where that is known; derived from the rule's patterns. */
  needs?: Needs | undefined;
  /**
   * What the rule sees in a tool. A rule with needs may leave out the places that are not in the mask `places` (PLACE_BIT):
   * it would find nothing there. Default: everywhere.
   */
  find(facts: ToolFacts, places?: number): Signal[];
  examples: {
    /** The rule fires on each. */
    hits: readonly Example[];
    /** The rule stays silent on each; at least one contains what triggers it elsewhere. */
    misses: readonly Example[];
  };
}
