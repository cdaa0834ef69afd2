import { literalsOf } from "./pattern-literals.ts";

/** Where a literal can stand: in the name's words, in the main clause, in the description that is read, in an argument's words. */
export const NEED_PLACES = ["name", "main", "text", "argument"] as const;

/**
 * Literals by place of which at least one must occur for a rule to have anything to say. A rule with needs is asked only
 * of tools that have one.
 */
export type Needs = Partial<Record<(typeof NEED_PLACES)[number], readonly string[]>>;

/**
 * The needs of a rule that speaks only where one of these patterns matches. Undefined, so that the rule is always asked,
 * where no literals are known of one of them.
 */
export const needsOf = (patterns: Partial<Record<keyof Needs, RegExp | undefined>>): Needs | undefined => {
  const needs: Needs = {};
  let known = false;
  for (const place of NEED_PLACES) {
    const pattern = patterns[place];
    if (!pattern) continue;
    const literals = literalsOf(pattern);
    if (!literals) return undefined;
    needs[place] = literals;
    known = true;
  }
  return known ? needs : undefined;
};
