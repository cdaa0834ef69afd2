/*
 * How text becomes words, for the index and for what a reader types. Runs in Node and in browsers.
 */

const COMMON = new Set(
  "a an and are as at be by can for from has have if in into is it its no not of on or that the then this to use used using was when which will with you your".split(
    " ",
  ),
);
const LONGEST = 24;
/** Scripts that are written without spaces: each character is a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** One word without the ending of a plural or of a verb's third person. */
const stem = (word: string): string =>
  word.length > 4 && word.endsWith("ies")
    ? `${word.slice(0, -3)}y`
    : word.length > 3 && word.endsWith("s") && !word.endsWith("ss")
      ? word.slice(0, -1)
      : word;

/** The words of a text in order, lower-case, without accents; words that stand everywhere are left out. */
export const wordsOf = (text: string): string[] => {
  const plain = text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  const words: string[] = [];
  for (const run of plain.match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (UNSPACED.test(run)) words.push(...run);
    else if (!COMMON.has(run)) words.push(stem(run.slice(0, LONGEST)));
  }
  return words;
};

/** The word under which the documents with a value of a facet stand; no word of a text has a colon. */
export const facetWord = (facet: "risk" | "category" | "kind", value: string): string =>
  `${facet}:${value.toLowerCase()}`;

/** The numbers that `packNumbers` wrote: ascending, as differences of seven bits a byte, in Base64. */
export const unpackNumbers = (packed: string): number[] => {
  const numbers: number[] = [];
  let last = 0;
  let rest = 0;
  let factor = 1;
  const bytes = atob(packed);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    rest += (byte & 127) * factor;
    factor *= 128;
    if (byte > 127) continue;
    last += rest;
    numbers.push(last);
    rest = 0;
    factor = 1;
  }
  return numbers;
};

/** What a result shows: name, path below the site, server (of a tool), risk and category (of a tool), what it says. */
export type Shown = [name: string, path: string, server: string, risk: string, category: string, says: string];

/** `directory.json`: how the index is cut up. */
export type Directory = {
  documents: number;
  /** Documents in each `d<n>.json`. */
  chunk: number;
  /** The first word of each `w<n>.json`, ascending by UTF-16 code unit. */
  shards: string[];
};

/** `w<n>.json`: for each word the documents whose name has it, and those whose other text has it, as packed numbers. */
export type Shard = Record<string, [name: string, text: string]>;
