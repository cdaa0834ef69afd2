import { join } from "node:path";
import type { FileWriter } from "../files/put.ts";
import type { IndexPart } from "./index-part.ts";
import type { Directory } from "./words.ts";

/** Documents of one file: a result needs one, so it is small; a file each would be as many files as pages. */
const CHUNK = 32;
/** Bytes of one file of words before compression; a word that is longer has a file of its own. */
const SHARD_BYTES = 48_000;

/** Kept, since a buffer for each list would be most of what writing an index takes. */
let scratch = Buffer.alloc(0);

/** Ascending numbers as differences of seven bits a byte, in Base64. */
export const packNumbers = (numbers: ArrayLike<number>): string => {
  if (scratch.length < numbers.length * 5) scratch = Buffer.allocUnsafeSlow(numbers.length * 10);
  const bytes = scratch;
  let place = 0;
  let last = 0;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0;
    let rest = number - last;
    last = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[place++] = (rest % 128) | 128;
    bytes[place++] = rest;
  }
  return bytes.toString("base64", 0, place);
};

/** The words of a part by their numbers in the whole index, and the number of its first document. */
type Kept = { first: number; words: Uint32Array } & Pick<IndexPart, "counts" | "documents">;

/**
 * Writes the index that `find.ts` searches. Every word keeps all of its documents, so a question of several frequent
 * words misses none. Holds four bytes for each word of each document, about 150 a tool, and as many again while it
 * is written.
 */
export class IndexWriter {
  readonly #files: FileWriter;
  readonly #dir: string;
  readonly #words = new Map<string, number>();
  readonly #parts: Kept[] = [];
  #shown: string[] = [];
  #written = 0;
  #documents = 0;

  /** Writes into `dir`. */
  constructor(files: FileWriter, dir: string) {
    this.#files = files;
    this.#dir = dir;
  }

  /** Adds the servers that follow those that were added. */
  add({ words, counts, documents, shown }: IndexPart): void {
    const numbers = new Uint32Array(words.length);
    for (const [at, word] of words.entries()) {
      const number = this.#words.get(word) ?? this.#words.size;
      this.#words.set(word, number);
      numbers[at] = number;
    }
    // Copied, since what came may be a piece of something larger.
    this.#parts.push({
      first: this.#documents,
      words: numbers,
      counts: counts.slice(),
      documents: documents.slice(),
    });
    this.#documents += shown.length;
    for (const one of shown) if (this.#shown.push(one) === CHUNK) this.#writeShown();
  }

  close(): void {
    if (this.#shown.length > 0) this.#writeShown();
    const shards: string[] = [];
    let first = "";
    let entries: string[] = [];
    let size = 0;
    const close = (): void => {
      if (entries.length === 0) return;
      this.#files.put(join(this.#dir, `w${shards.length}.json`), `{${entries.join(",")}}`);
      shards.push(first);
      entries = [];
      size = 0;
    };
    for (const { word, name, text } of this.#lists()) {
      // Letters and digits of Base64 need no escaping.
      const entry = `${JSON.stringify(word)}:["${packNumbers(name)}","${packNumbers(text)}"]`;
      if (size + entry.length > SHARD_BYTES) close();
      if (entries.push(entry) === 1) first = word;
      size += entry.length + 1;
    }
    close();
    const directory: Directory = { documents: this.#documents, chunk: CHUNK, shards };
    this.#files.put(join(this.#dir, "directory.json"), JSON.stringify(directory));
  }

  /** Every word, ascending by UTF-16 code unit, with all of its documents. */
  *#lists(): Generator<{ word: string; name: Uint32Array; text: Uint32Array }> {
    // Of each word where its two lists begin, all lists being one array in the order of the numbers of words.
    const places = new Uint32Array(this.#words.size * 2 + 1);
    for (const { words, counts } of this.#parts)
      for (const [at, word] of words.entries())
        for (const list of [0, 1])
          places[word * 2 + list + 1] = (places[word * 2 + list + 1] ?? 0) + (counts[at * 2 + list] ?? 0);
    for (let at = 1; at < places.length; at++) places[at] = (places[at] ?? 0) + (places[at - 1] ?? 0);
    const all = new Uint32Array(places.at(-1) ?? 0);
    const next = places.slice();
    for (const { first, words, counts, documents } of this.#parts) {
      let read = 0;
      for (let at = 0; at < counts.length; at++) {
        const list = (words[at >> 1] ?? 0) * 2 + (at & 1);
        let place = next[list] ?? 0;
        for (let left = counts[at] ?? 0; left > 0; left--) all[place++] = first + (documents[read++] ?? 0);
        next[list] = place;
      }
    }
    this.#parts.length = 0;
    for (const word of [...this.#words.keys()].sort()) {
      const list = (this.#words.get(word) ?? 0) * 2;
      const [start, middle, end] = [places[list], places[list + 1], places[list + 2]];
      yield { word, name: all.subarray(start, middle), text: all.subarray(middle, end) };
    }
  }

  #writeShown(): void {
    this.#files.put(join(this.#dir, `d${this.#written++}.json`), `[${this.#shown.join(",")}]`);
    this.#shown = [];
  }
}
