import { literalsOf } from "./pattern-literals.ts";

/** Where a literal can stand: in the name's words, in the main clause, in the description that is read, in an argument's words. */
export const NEED_PLACES = ["name", "main", "text", "argument"] as const;
export type NeedPlace = (typeof NEED_PLACES)[number];

/** The places as bits of a mask, and all of them. */
export const PLACE_BIT = { name: 1, main: 2, text: 4, argument: 8 } as const satisfies Record<NeedPlace, number>;
export const EVERYWHERE = 15;

/**
 * Sets of literals by place. A rule with needs has something to say only of a tool that has, in one of the places, one
 * literal of each set, and only by what stands in such a place; it is asked of no other.
 */
export type Needs = Partial<Record<NeedPlace, readonly (readonly string[])[]>>;

/**
 * The needs of a rule that speaks only where one of these patterns matches. Undefined, so that the rule is always asked,
 * where no literals are known of one of them.
 */
export const needsOf = (patterns: Partial<Record<NeedPlace, RegExp | undefined>>): Needs | undefined => {
  const needs: Needs = {};
  let known = false;
  for (const place of NEED_PLACES) {
    const pattern = patterns[place];
    if (!pattern) continue;
    const literals = literalsOf(pattern);
    if (literals.length === 0) return undefined;
    needs[place] = literals;
    known = true;
  }
  return known ? needs : undefined;
};
