import { type LiteralAutomaton, literalAutomaton } from "./literal-automaton.ts";
import { literalsOf } from "./pattern-literals.ts";

/*
 * Finds which triggers of the finding rules occur in a text, and which of their patterns may match in it, in one pass and
 * without looking at case: the scan stands between every tool of the catalogue and its findings.
 */

/** Folds a code unit to what triggers are written in: lower-case ASCII for it and for full-width forms, U+E000 for private use, U+FE00 for variation selectors. */
const fold = (code: number): number => {
  if (code >= 0xff01 && code <= 0xff5e) return fold(code - 0xfee0);
  if (code >= 65 && code <= 90) return code + 32;
  if (code >= 0xe000 && code <= 0xf8ff) return 0xe000;
  return code >= 0xfe00 && code <= 0xfe0f ? 0xfe00 : code;
};

/** Shortest run of such signs worth decoding: 15 bytes of base64, 10 of hexadecimal. */
const LONG_RUN = 20;

/**
 * By ASCII code, not 0 for the letters, digits and signs that encoded data is made of, base64 and hexadecimal; MIXED for
 * those of which all encoded text has some: lower-case letters alone are words.
 */
const MIXED = 2;
const ENCODED = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return /[A-Z0-9+/]/.test(sign) ? MIXED : /[a-z=_-]/.test(sign) ? 1 : 0;
});

/** What the sign at a place counts as; 0 where none is. */
const kindAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? (ENCODED[code] as number) : 0;
};

/** The spans of at least LONG_RUN such signs in a row that are not all lower-case letters, `=`, `-` and `_`. */
export const longRuns = (text: string): readonly (readonly [start: number, end: number])[] => {
  const runs: [number, number][] = [];
  // One sign in LONG_RUN is looked at: every long run has one of them.
  for (let probe = LONG_RUN - 1; probe < text.length; probe += LONG_RUN) {
    if (kindAt(text, probe) === 0) continue;
    let start = probe;
    while (start > 0 && kindAt(text, start - 1) !== 0) start--;
    let end = probe + 1;
    while (end < text.length && kindAt(text, end) !== 0) end++;
    // The next run begins behind the sign that ends this one.
    probe = end;
    if (end - start < LONG_RUN) continue;
    for (let at = start; at < end; at++)
      if (kindAt(text, at) === MIXED) {
        runs.push([start, end]);
        break;
      }
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

/** Sets of literals that a pattern may need; `literalsOf` gives no more. */
const SETS = 2;

/** How much of a literal is looked for: its beginning is nearly as rare as the whole, and makes far fewer states. */
const LOOKED_FOR = 8;

/** What a scan needs to know of groups of triggers and of patterns. */
export interface ScanTables {
  /** Of groups that are those of the triggers, then the sets of the patterns of which some are known, in their order. */
  automaton: LiteralAutomaton;
  /** By pattern: the first of its groups, or -1 where no literals are known. */
  places: readonly number[];
  /** By group: 1 where nothing need be seen. */
  atFirst: Uint8Array;
}

/**
 * The tables of groups of triggers (at most 32) and of patterns, in their order. Throws a RangeError for more groups and
 * for an empty trigger.
 */
export const scanTables = (triggers: readonly (readonly string[])[], patterns: readonly RegExp[] = []): ScanTables => {
  if (triggers.length > 32) throw new RangeError(`${triggers.length} groups of triggers; at most 32 fit in a mask`);
  const groups = [...triggers];
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

/** Scans texts for triggers and for what patterns cannot match without. */
export interface TextScan {
  /**
   * A bit mask of a text: bit `g` is set when one of the strings of group `g` occurs, and may be where only rare signs of
   * it do (`literalAutomaton`).
   */
  triggersIn(text: string): number;
  /** Whether the text that was scanned last is ASCII. */
  isAscii(): boolean;
  /**
   * Whether a pattern may match in the text that was scanned last: false only where literals without which it cannot match
   * do not occur. `pattern` is its place in the list.
   */
  mayMatch(pattern: number): boolean;
}

/** Compiles tables to a scan. */
export const compileScan = ({ automaton, places, atFirst }: ScanTables): TextScan => {
  const { table, shift, low, firstOutput, outputs } = automaton;
  const folded = foldedLow(low);
  const masks = Int32Array.from(outputs, (groups) =>
    groups.reduce((mask, group) => (group < 32 ? mask | (1 << group) : mask), 0),
  );
  // The groups of all outputs one after the other, and where those of each begin.
  const members = Uint16Array.from(outputs.flat());
  const begins = new Uint32Array(outputs.length + 1);
  for (const [at, groups] of outputs.entries()) begins[at + 1] = (begins[at] as number) + groups.length;
  const seen = new Uint8Array(atFirst.length);
  let allBits = 0;

  return {
    triggersIn(text) {
      seen.set(atFirst);
      let triggers = 0;
      let bits = 0;
      let at = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        bits |= code;
        at = table[(at << shift) + (code < 128 ? (folded[code] as number) : foldedSymbol(automaton, code))] as number;
        if (at < firstOutput) continue;
        const output = at - firstOutput;
        triggers |= masks[output] as number;
        const end = begins[output + 1] as number;
        for (let member = begins[output] as number; member < end; member++) seen[members[member] as number] = 1;
      }
      allBits = bits;
      return triggers;
    },
    isAscii: () => allBits < 128,
    mayMatch(pattern) {
      const place = places[pattern] ?? -1;
      return place < 0 || (seen[place] === 1 && seen[place + 1] === 1);
    },
  };
};
