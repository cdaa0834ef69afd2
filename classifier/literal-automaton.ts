/*
 * An Aho-Corasick automaton over UTF-16 code units: finds which of many literal strings occur in a text in one pass. A
 * regular expression of the same few hundred alternatives is some ten times slower.
 */

/** The automaton of groups of literals. A state is its row's offset in `table`, so that a step is one addition. */
export interface LiteralAutomaton {
  /**
   * Next state by state and symbol, from 1. Symbol 0 is every code unit that stands in no literal: it leads to state 0,
   * and its column holds the state's output instead, the place in `outputs` of what ends there.
   */
  table: Int32Array;
  /** Symbols by ASCII code; `symbolOf` for the others. */
  low: Int32Array;
  symbolOf: (code: number) => number;
  /** Lists of groups, ascending, of which a literal ends in a state; the first is empty. */
  outputs: readonly (readonly number[])[];
}

/**
 * Builds the automaton of groups of literals; `fold` maps a literal's code units to the ones looked for. Throws a
 * RangeError for an empty literal.
 */
export const literalAutomaton = (
  literals: readonly (readonly string[])[],
  fold: (code: number) => number = (code) => code,
): LiteralAutomaton => {
  const symbols = new Map<number, number>();
  const next: Map<number, number>[] = [new Map()];
  const own: Set<number>[] = [new Set()];
  literals.forEach((words, group) => {
    for (const word of words) {
      if (word === "") throw new RangeError(`group ${group} has an empty literal`);
      let state = 0;
      for (let i = 0; i < word.length; i++) {
        const code = fold(word.charCodeAt(i));
        const symbol = symbols.get(code) ?? symbols.size + 1;
        symbols.set(code, symbol);
        const known = next[state]?.get(symbol);
        if (known === undefined) {
          next.push(new Map());
          own.push(new Set());
          next[state]?.set(symbol, next.length - 1);
          state = next.length - 1;
        } else state = known;
      }
      own[state]?.add(group);
    }
  });

  const width = symbols.size + 1;
  const table = new Int32Array(next.length * width);
  const fail = new Int32Array(next.length);
  const queue: number[] = [];
  for (const [symbol, state] of next[0] ?? []) {
    table[symbol] = state * width;
    queue.push(state);
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const back = fail[state] ?? 0;
    for (const group of own[back] ?? []) own[state]?.add(group);
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
  const outputs: number[][] = [[]];
  own.forEach((groups, state) => {
    if (groups.size === 0) return;
    table[state * width] = outputs.length;
    outputs.push([...groups].sort((a, b) => a - b));
  });
  return {
    table,
    low,
    symbolOf: (code) => (code < 128 ? low[code] : high.get(code)) ?? 0,
    outputs,
  };
};
