import { type LiteralAutomaton, literalAutomaton } from "./literal-automaton.ts";
import { literalsOf } from "./pattern-literals.ts";

/*
 * Finds which triggers of the finding rules occur in a text, in one pass and without looking at case: the scan stands
 * between every tool of the catalogue and its findings.
 */

/** Folds a code unit to what triggers are written in: lower-case ASCII for it and for full-width forms, U+E000 for private use, U+FE00 for variation selectors. */
const fold = (code: number): number => {
  if (code >= 0xff01 && code <= 0xff5e) return fold(code - 0xfee0);
  if (code >= 65 && code <= 90) return code + 32;
  if (code >= 0xe000 && code <= 0xf8ff) return 0xe000;
  return code >= 0xfe00 && code <= 0xfe0f ? 0xfe00 : code;
};

/** Shortest run of such signs worth decoding: 15 bytes of base64, 10 of hexadecimal. */
export const LONG_RUN = 20;
export const LONG_RUN_BIT = 1 << 31;

/**
 * By ASCII code, not 0 for the letters, digits and signs that encoded data is made of, base64 and hexadecimal; MIXED for
 * those of which all encoded text has some: lower-case letters alone are words.
 */
const MIXED = 2;
const ENCODED = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return /[A-Z0-9+/]/.test(sign) ? MIXED : /[a-z=_-]/.test(sign) ? 1 : 0;
});

/** The spans of at least LONG_RUN such signs in a row that are not all lower-case letters, `=`, `-` and `_`. */
export const longRuns = (text: string): [start: number, end: number][] => {
  const runs: [number, number][] = [];
  let run = 0;
  let kinds = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    const kind = code < 128 ? (ENCODED[code] as number) : 0;
    if (kind !== 0) {
      run++;
      kinds |= kind;
      continue;
    }
    if (run >= LONG_RUN && kinds >= MIXED) runs.push([i - run, i]);
    run = 0;
    kinds = 0;
  }
  return runs;
};

/** The symbol of a code unit beyond ASCII. */
const foldedSymbol = ({ low, high }: LiteralAutomaton, code: number): number => {
  const folded = fold(code);
  return (folded < 128 ? low[folded] : high.get(folded)) ?? 0;
};

/** The symbols by ASCII code of an automaton of folded literals, for texts that are not. */
const foldedLow = (low: Int32Array): Int32Array => {
  const folded = low.slice();
  for (let code = 65; code <= 90; code++) folded[code] = folded[code + 32] ?? 0;
  return folded;
};

/**
 * The automaton of groups of triggers (at most 31). Throws a RangeError for more groups and for an empty trigger.
 */
export const triggerAutomaton = (groups: readonly (readonly string[])[]): LiteralAutomaton => {
  if (groups.length > 31) throw new RangeError(`${groups.length} groups of triggers; at most 31 fit in a mask`);
  return literalAutomaton(groups, fold);
};

/**
 * Compiles groups of triggers to a function that returns, for a text, a bit mask: bit `g` is set when one
 * of the strings of group `g` occurs, and may be where only rare signs of it do (`literalAutomaton`). Bit 31 is set when the text has long runs (`longRuns`).
 */
export const compileTriggers = (automaton: LiteralAutomaton): ((text: string) => number) => {
  const { table, shift, low, firstOutput, outputs } = automaton;
  const masks = Int32Array.from(outputs, (groupsHere) => groupsHere.reduce((mask, group) => mask | (1 << group), 0));
  const folded = foldedLow(low);

  return (text) => {
    let seen = 0;
    let at = 0;
    let run = 0;
    let kinds = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const kind = code < 128 ? (ENCODED[code] as number) : 0;
      if (kind === 0) {
        run = 0;
        kinds = 0;
      } else {
        kinds |= kind;
        if (++run >= LONG_RUN && kinds >= MIXED) seen |= LONG_RUN_BIT;
      }
      at = table[(at << shift) + (code < 128 ? (folded[code] as number) : foldedSymbol(automaton, code))] as number;
      if (at >= firstOutput) seen |= masks[at - firstOutput] as number;
    }
    return seen;
  };
};

/** Sets of literals that a pattern may need; `literalsOf` gives no more. */
const SETS = 2;

/** How much of a literal is looked for: its beginning is nearly as rare as the whole, and makes far fewer states. */
const LOOKED_FOR = 8;

/** What is known of the literals of patterns. */
export interface GateTables {
  /** By pattern: the first of its groups, or -1 where no literals are known. */
  places: readonly number[];
  /** Of groups that are the sets of the patterns of which some are known, in their order. */
  automaton: LiteralAutomaton;
  /** By group: 1 where nothing need be seen. */
  atFirst: Uint8Array;
}

/** The tables of patterns, in their order. */
export const gateTables = (patterns: readonly RegExp[]): GateTables => {
  const groups: string[][] = [];
  const places = patterns.map((pattern) => {
    const sets = literalsOf(pattern);
    if (sets.length === 0) return -1;
    for (let at = 0; at < SETS; at++) groups.push((sets[at] ?? []).map((literal) => literal.slice(0, LOOKED_FOR)));
    return groups.length - SETS;
  });
  return {
    places,
    automaton: literalAutomaton(groups, fold),
    atFirst: Uint8Array.from(groups, (set) => (set.length === 0 ? 1 : 0)),
  };
};

/**
 * Compiles patterns to a function that returns, for a text, the question whether a pattern may match in it: false only
 * where literals without which it cannot match do not occur. Other patterns, and those of which no literals are known,
 * always may.
 */
export const patternGate = (
  patterns: readonly RegExp[],
  { places: byPattern, automaton, atFirst }: GateTables = gateTables(patterns),
): ((text: string) => (pattern: RegExp) => boolean) => {
  const places = new Map(patterns.map((pattern, at) => [pattern, byPattern[at] ?? -1]));
  const { table, shift, low, firstOutput, outputs } = automaton;
  const folded = foldedLow(low);
  return (text) => {
    const seen = atFirst.slice();
    let at = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      at = table[(at << shift) + (code < 128 ? (folded[code] as number) : foldedSymbol(automaton, code))] as number;
      if (at >= firstOutput) for (const group of outputs[at - firstOutput] as readonly number[]) seen[group] = 1;
    }
    return (pattern) => {
      const place = places.get(pattern);
      return place === undefined || place < 0 || (seen[place] === 1 && seen[place + 1] === 1);
    };
  };
};
