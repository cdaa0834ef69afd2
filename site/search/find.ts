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

/** Of each document how well it matches; `MISSED` where it does not. */
type Scores = Float32Array;
const MISSED = -1;

const add = (scores: Scores, ids: readonly number[], score: number): void => {
  for (const id of ids) if ((scores[id] ?? score) < score) scores[id] = score;
};

/** The documents that all of them match: how many, and the numbers of the best `most`, the best first. */
const bestOf = (sets: readonly Scores[], most: number): { total: number; best: number[] } => {
  const best: { id: number; score: number }[] = [];
  let total = 0;
  for (let id = 0; id < (sets[0]?.length ?? 0); id++) {
    let score = 0;
    for (const set of sets) {
      const its = set[id] ?? MISSED;
      score = its === MISSED ? MISSED : score + its;
      if (score === MISSED) break;
    }
    if (score === MISSED) continue;
    total++;
    // Of equal scores the lower number wins: documents are numbered by what should come first.
    if (best.length === most && score <= (best.at(-1)?.score ?? 0)) continue;
    best.splice(best.findLastIndex((other) => other.score >= score) + 1, 0, { id, score });
    best.splice(most);
  }
  return { total, best: best.map(({ id }) => id) };
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
    const { documents } = await file<Directory>("directory.json");
    const scores: Scores = new Float32Array(documents).fill(MISSED);
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
    const [all] = sets;
    // Whichever it is of, a value of a facet makes no document better than another.
    for (const set of sets) for (const [id, score] of set.entries()) if (score !== MISSED && all) all[id] = 0;
    return all ?? null;
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
    const { total, best } = bestOf(given, most);
    const { chunk } = await file<Directory>("directory.json");
    const results = await Promise.all(
      best.map(async (id) => (await file<Shown[]>(`d${Math.floor(id / chunk)}.json`))[id % chunk]),
    );
    // What is called just as was asked comes first: of many names with a word, it is the one that was meant.
    const asked = text.trim().toLowerCase();
    const isNamed = ([name]: Shown): number => (name.toLowerCase() === asked ? 1 : 0);
    const shown = results.filter((one) => one !== undefined).sort((a, b) => isNamed(b) - isNamed(a));
    return { total, results: shown };
  };
};
