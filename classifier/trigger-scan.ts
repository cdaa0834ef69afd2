/*
 * Finds which of many literal strings occur in a text, in one pass and without looking at case: an Aho-Corasick
 * automaton over folded UTF-16 code units. A regular expression of the same few hundred alternatives is some ten times
 * slower, and the scan stands between every tool of the catalogue and its findings.
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
  const symbols = new Map<number, number>();
  const next: Map<number, number>[] = [new Map()];
  const own: number[] = [0];
  groups.forEach((triggers, group) => {
    for (const trigger of triggers) {
      if (trigger === "") throw new RangeError(`group ${group} has an empty trigger`);
      let state = 0;
      for (let i = 0; i < trigger.length; i++) {
        const code = fold(trigger.charCodeAt(i));
        const symbol = symbols.get(code) ?? symbols.size + 1;
        symbols.set(code, symbol);
        const known = next[state]?.get(symbol);
        if (known === undefined) {
          next.push(new Map());
          own.push(0);
          next[state]?.set(symbol, next.length - 1);
          state = next.length - 1;
        } else state = known;
      }
      own[state] = (own[state] ?? 0) | (1 << group);
    }
  });

  const width = symbols.size + 1;
  const table = new Int32Array(next.length * width);
  const mask = new Int32Array(own);
  const fail = new Int32Array(next.length);
  const queue: number[] = [];
  for (const [symbol, state] of next[0] ?? []) {
    table[symbol] = state * width;
    queue.push(state);
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const back = fail[state] ?? 0;
    mask[state] = (mask[state] ?? 0) | (mask[back] ?? 0);
    for (let symbol = 1; symbol < width; symbol++) {
      const child = next[state]?.get(symbol);
      const elsewhere = table[back * width + symbol] ?? 0;
      if (child === undefined) table[state * width + symbol] = elsewhere;
      else {
        table[state * width + symbol] = child * width;
        fail[child] = elsewhere / width;
        queue.push(child);
      }
    }
  }

  const low = new Int32Array(128);
  const high = new Map<number, number>();
  for (const [code, symbol] of symbols) {
    if (code < 128) low[code] = symbol;
    else high.set(code, symbol);
  }
  for (let code = 65; code <= 90; code++) low[code] = low[code + 32] ?? 0;
  const maskAt = new Int32Array(next.length * width);
  for (let state = 0; state < next.length; state++) maskAt[state * width] = mask[state] ?? 0;

  const symbolOf = (code: number): number => (code < 128 ? low[code] : high.get(code)) ?? 0;

  return (text) => {
    let seen = 0;
    let at = 0;
    let run = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const symbol = code < 128 ? (low[code] as number) : symbolOf(fold(code));
      run = code < 128 && ENCODED[code] === 1 ? run + 1 : 0;
      if (run === LONG_RUN) seen |= LONG_RUN_BIT;
      if (symbol === 0) at = 0;
      else {
        at = table[at + symbol] as number;
        seen |= maskAt[at] as number;
      }
    }
    return seen;
  };
};
