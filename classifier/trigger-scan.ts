import { literalAutomaton } from "./literal-automaton.ts";

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

/** By ASCII code, 1 for the letters, digits and signs that encoded data is made of, base64 and hexadecimal. */
const ENCODED = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/=_-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** The spans of at least LONG_RUN such signs in a row. */
export const longRuns = (text: string): [start: number, end: number][] => {
  const runs: [number, number][] = [];
  let run = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code < 128 && ENCODED[code] === 1) run++;
    else {
      if (run >= LONG_RUN) runs.push([i - run, i]);
      run = 0;
    }
  }
  return runs;
};

/**
 * Compiles groups of triggers (at most 31) to a function that returns, for a text, a bit mask: bit `g` is set when one
 * of the strings of group `g` occurs. Bit 31 is set when the text has 20 letters, digits or base64 signs in a row. Throws
 * a RangeError for more groups and for an empty trigger.
 */
export const compileTriggers = (groups: readonly (readonly string[])[]): ((text: string) => number) => {
  if (groups.length > 31) throw new RangeError(`${groups.length} groups of triggers; at most 31 fit in a mask`);
  const { table, width, low, symbolOf, firstOutput, outputs } = literalAutomaton(groups, fold);
  const masks = Int32Array.from(outputs, (groupsHere) => groupsHere.reduce((mask, group) => mask | (1 << group), 0));
  const folded = low.slice();
  for (let code = 65; code <= 90; code++) folded[code] = folded[code + 32] ?? 0;

  return (text) => {
    let seen = 0;
    let at = 0;
    let run = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      run = code < 128 && ENCODED[code] === 1 ? run + 1 : 0;
      if (run === LONG_RUN) seen |= LONG_RUN_BIT;
      at = table[at + (code < 128 ? (folded[code] as number) : symbolOf(fold(code)))] as number;
      if (at >= firstOutput) seen |= masks[(at - firstOutput) / width] as number;
    }
    return seen;
  };
};
