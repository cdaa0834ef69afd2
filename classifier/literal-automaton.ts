/*
 * An Aho-Corasick automaton over UTF-16 code units: finds which of many literal strings occur in a text in one pass. A
 * regular expression of the same few hundred alternatives is some ten times slower.
 */

/**
 * The automaton of groups of literals: `table[(state << shift) + symbol]` is the next state. The table is read in no
 * order, so it is kept small enough for the processor's caches: two bytes a state, rows of a power of two.
 */
export interface LiteralAutomaton {
  /** Next state by state and symbol. Symbol 0 is every code unit that stands in no literal: it leads to state 0. */
  table: Uint16Array;
  /** The binary logarithm of a row's length. */
  shift: number;
  /** Symbols by ASCII code; `symbolOf` for the others. */
  low: Int32Array;
  symbolOf: (code: number) => number;
  /** The states in which a literal ends are the last: those from this one on. */
  firstOutput: number;
  /** Lists of groups, ascending, of which a literal ends in a state: of `firstOutput` and those after it. */
  outputs: readonly (readonly number[])[];
}

/**
 * Builds the automaton of groups of literals; `fold` maps a literal's code units to the ones looked for. Throws a
 * RangeError for an empty literal, and for more than 65,536 states (a state is a beginning of a literal).
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

  // Breadth first: by its turn, a state's longest proper suffix (`fail`) is finished.
  const fail = new Int32Array(next.length);
  const order: number[] = [0];
  for (let head = 0; head < order.length; head++) {
    const state = order[head] as number;
    for (const [symbol, child] of next[state] as Map<number, number>) {
      order.push(child);
      if (state === 0) continue;
      let back = fail[state] as number;
      while (back !== 0 && next[back]?.get(symbol) === undefined) back = fail[back] as number;
      fail[child] = next[back]?.get(symbol) ?? 0;
    }
    for (const group of own[fail[state] as number] ?? []) own[state]?.add(group);
  }

  if (next.length > 1 << 16) throw new RangeError(`${next.length} states; at most 65536 fit in the table`);
  const shift = Math.ceil(Math.log2(symbols.size + 1));
  const width = 1 << shift;
  const place = new Uint16Array(next.length);
  const inOrder = [
    ...order.filter((state) => own[state]?.size === 0),
    ...order.filter((state) => own[state]?.size !== 0),
  ];
  inOrder.forEach((state, at) => {
    place[state] = at;
  });
  const table = new Uint16Array(next.length * width);
  for (const state of order) {
    const row = (place[state] as number) << shift;
    const suffix = (place[fail[state] as number] as number) << shift;
    // What is not spelt out goes on as it would from the suffix.
    if (state !== 0) table.copyWithin(row, suffix, suffix + width);
    for (const [symbol, child] of next[state] as Map<number, number>) table[row + symbol] = place[child] as number;
  }
  const outputs = inOrder.flatMap((state) => {
    const groups = [...(own[state] as Set<number>)];
    return groups.length === 0 ? [] : [groups.sort((a, b) => a - b)];
  });

  const low = new Int32Array(128);
  const high = new Map<number, number>();
  for (const [code, symbol] of symbols) {
    if (code < 128) low[code] = symbol;
    else high.set(code, symbol);
  }
  return {
    table,
    shift,
    low,
    symbolOf: (code) => (code < 128 ? low[code] : high.get(code)) ?? 0,
    firstOutput: next.length - outputs.length,
    outputs,
  };
};
