import { type Directory, facetWord, type Shard, type Shown, unpackNumbers, wordsOf } from "./words.ts";

/*
 * Searching the index that `write-index.ts` writes. Runs in browsers and in Node; fetches only the parts that a
 * question needs, each once.
 */

/** Reads one file of the index, such as "w3.json". */
export type Fetch = (file: string) => Promise<unknown>;

export type Ask = {
  text: string;
  risks: readonly string[];
  categories: readonly string[];
  /** Only tools, or only servers. */
  kind?: "tool" | "server";
};

export type Found = { total: number; results: Shown[] };

/** Words that begin like the last one typed; a reader who types one letter means none of thousands. */
const MOST_COMPLETIONS = 40;

type Scores = Map<number, number>;

const intersect = (a: Scores, b: Scores): Scores => {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  const both: Scores = new Map();
  for (const [id, score] of small) {
    const other = large.get(id);
    if (other !== undefined) both.set(id, score + other);
  }
  return both;
};

const add = (scores: Scores, ids: readonly number[], score: number): void => {
  for (const id of ids) if ((scores.get(id) ?? -1) < score) scores.set(id, score);
};

/** A searcher over one index; `read` is called at most once for each file. */
export const searcher = (read: Fetch): ((ask: Ask, most?: number) => Promise<Found>) => {
  const kept = new Map<string, Promise<unknown>>();
  const file = <Content>(name: string): Promise<Content> => {
    const known = kept.get(name);
    if (known) return known as Promise<Content>;
    const reading = read(name);
    kept.set(name, reading);
    // A file that could not be read is asked for again by the next question.
    reading.catch(() => kept.delete(name));
    return reading as Promise<Content>;
  };

  /** The shards that hold words between `word` and the last one that begins with it. */
  const shardsFor = async (word: string, prefix: boolean): Promise<Shard[]> => {
    const { shards } = await file<Directory>("directory.json");
    const start = Math.max(
      shards.findLastIndex((first) => first <= word),
      0,
    );
    const end = prefix ? shards.findLastIndex((first) => first <= `${word}\uffff`) : start;
    // Few words begin so far apart; the rest of a long stretch would be cut below in any case.
    const names = shards.slice(start, Math.min(end, start + 1) + 1).map((_, at) => `w${start + at}.json`);
    return Promise.all(names.map((name) => file<Shard>(name)));
  };

  const documentsOf = async (word: string, prefix: boolean): Promise<Scores> => {
    const scores: Scores = new Map();
    let completions = 0;
    for (const shard of await shardsFor(word, prefix))
      for (const [key, [inName, inText]] of Object.entries(shard)) {
        const exact = key === word;
        if (!exact && !(prefix && key.startsWith(word) && !key.includes(":"))) continue;
        if (!exact && completions++ >= MOST_COMPLETIONS) continue;
        add(scores, unpackNumbers(inText), exact ? 1 : 0.5);
        add(scores, unpackNumbers(inName), exact ? 4 : 2.5);
      }
    return scores;
  };

  const anyOf = async (facet: "risk" | "category" | "kind", values: readonly string[]): Promise<Scores | null> => {
    if (values.length === 0) return null;
    const sets = await Promise.all(values.map((value) => documentsOf(facetWord(facet, value), false)));
    const all: Scores = new Map();
    for (const set of sets) for (const id of set.keys()) all.set(id, 0);
    return all;
  };

  return async ({ text, risks, categories, kind }, most = 20) => {
    const words = wordsOf(text);
    const whole = /[^\p{L}\p{N}]$/u.test(text);
    const sets = await Promise.all([
      ...words.map((word, at) => documentsOf(word, at === words.length - 1 && !whole)),
      anyOf("risk", risks),
      anyOf("category", categories),
      anyOf("kind", kind ? [kind] : []),
    ]);
    const given = sets.filter((set) => set !== null);
    if (given.length === 0) return { total: 0, results: [] };
    const all = given.reduce(intersect);
    const { chunk } = await file<Directory>("directory.json");
    // Of equal scores the lower number wins: documents are numbered by what should come first.
    const best = [...all].sort(([a, x], [b, y]) => y - x || a - b).slice(0, most);
    const results = await Promise.all(
      best.map(async ([id]) => (await file<Shown[]>(`d${Math.floor(id / chunk)}.json`))[id % chunk]),
    );
    return { total: all.size, results: results.filter((shown) => shown !== undefined) };
  };
};
