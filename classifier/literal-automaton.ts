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
  /** Symbols by ASCII code; those of other code units, but for symbol 0. */
  low: Int32Array;
  high: ReadonlyMap<number, number>;
  /** The states in which a literal ends are the last: those from this one on. */
  firstOutput: number;
  /** Lists of groups, ascending, of which a literal ends in a state: of `firstOutput` and those after it. */
  outputs: readonly (readonly number[])[];
}

/** Most symbols, if no other number is asked for: with symbol 0 a row of 128 entries. */
const SYMBOLS = 127;

/**
 * Symbols of literals' code units: those of printable ASCII first, and the frequent ones before the rare, so that what is
 * read of a row lies close together; past the most all share the last.
 */
const symbolsOf = (
  literals: readonly (readonly string[])[],
  fold: (code: number) => number,
  most: number,
): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const word of literals.flat())
    for (let at = 0; at < word.length; at++) {
      const code = fold(word.charCodeAt(at));
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  const isPrintable = (code: number): number => Number(code >= 32 && code < 127);
  const sorted = [...counts].sort(([a, often], [b, seldom]) => isPrintable(b) - isPrintable(a) || seldom - often);
  return new Map(sorted.map(([code], at) => [code, Math.min(at + 1, most)]));
};

/**
 * Builds the automaton of groups of literals; `fold` maps a literal's code units to the ones looked for. Where literals
 * have more than `most` different code units, the last, which text hardly has, count as one: then a group may be told of
 * where only others of them stand, and is never not told of where a literal does. Throws a RangeError for an empty literal,
 * and for more than 65,536 states (a state is a beginning of a literal).
 */
export const literalAutomaton = (
  literals: readonly (readonly string[])[],
  fold: (code: number) => number = (code) => code,
  most = SYMBOLS,
): LiteralAutomaton => {
  const symbols = symbolsOf(literals, fold, most);
  // By state: the state before it, the symbol that leads here from there, the groups of which a literal ends here; its
  // last child, and of each child the one before it (0: none).
  const before: number[] = [0];
  const symbolTo: number[] = [0];
  const own: (Set<number> | undefined)[] = [undefined];
  const depth: number[] = [0];
  const lastChild: number[] = [0];
  const sibling: number[] = [0];
  const children = new Map<number, number>();
  const child = (state: number, symbol: number): number | undefined => children.get(state * 65_536 + symbol);
  literals.forEach((words, group) => {
    for (const word of words) {
      if (word === "") throw new RangeError(`group ${group} has an empty literal`);
      let state = 0;
      for (let i = 0; i < word.length; i++) {
        const symbol = symbols.get(fold(word.charCodeAt(i))) ?? 0;
        let next = child(state, symbol);
        if (next === undefined) {
          next = before.length;
          children.set(state * 65_536 + symbol, next);
          before.push(state);
          symbolTo.push(symbol);
          own.push(undefined);
          depth.push(i + 1);
          lastChild.push(0);
          sibling.push(lastChild[state] as number);
          lastChild[state] = next;
        }
        state = next;
      }
      own[state] ??= new Set();
      own[state]?.add(group);
    }
  });
  const states = before.length;
  if (states > 1 << 16) throw new RangeError(`${states} states; at most 65536 fit in the table`);

  // By depth, so that a state's longest proper suffix (`fail`) is finished when its turn comes.
  const order = Uint32Array.from(before.keys()).sort((a, b) => (depth[a] as number) - (depth[b] as number) || a - b);
  const fail = new Int32Array(states);
  for (const state of order) {
    const from = before[state] as number;
    if (from === 0) continue;
    const symbol = symbolTo[state] as number;
    let back = fail[from] as number;
    while (back !== 0 && child(back, symbol) === undefined) back = fail[back] as number;
    fail[state] = child(back, symbol) ?? 0;
    const inherited = own[fail[state] as number];
    if (!inherited) continue;
    own[state] ??= new Set();
    for (const group of inherited) own[state]?.add(group);
  }

  const shift = Math.ceil(Math.log2(Math.min(symbols.size, most) + 1));
  const width = 1 << shift;
  const place = new Uint16Array(states);
  const inOrder = [...order.filter((state) => !own[state]), ...order.filter((state) => own[state])];
  inOrder.forEach((state, at) => {
    place[state] = at;
  });
  const table = new Uint16Array(states * width);
  for (const state of order) {
    const row = (place[state] as number) << shift;
    const suffix = (place[fail[state] as number] as number) << shift;
    // What is not spelt out goes on as it would from the suffix.
    if (state !== 0) table.copyWithin(row, suffix, suffix + width);
    for (let next = lastChild[state] as number; next !== 0; next = sibling[next] as number)
      table[row + (symbolTo[next] as number)] = place[next] as number;
  }
  const outputs = inOrder.flatMap((state) => {
    const groups = own[state];
    return groups ? [[...groups].sort((a, b) => a - b)] : [];
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
    high,
    firstOutput: states - outputs.length,
    outputs,
  };
};
