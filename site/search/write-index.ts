import { join } from "node:path";
import type { FileWriter } from "../files/put.ts";
import { type IndexPart, joinParts, wordsOfParts } from "./index-part.ts";
import { type Directory, packNumbers, type Shard, type Shown } from "./words.ts";

/** Documents of one file: a result needs one, so it is small; a file each would be as many files as pages. */
const CHUNK = 32;
/** Bytes of one file of words before compression; a word that is longer has a file of its own. */
const SHARD_BYTES = 48_000;
/** Parts that are kept apart: to join each as it comes would copy all of them again and again. */
const MOST_PARTS = 16;

/**
 * Writes the index that `find.ts` searches. Every word keeps all of its documents, so a question of several frequent
 * words misses none. Holds four bytes for each word of each document, about 150 a tool.
 */
export class IndexWriter {
  readonly #files: FileWriter;
  readonly #dir: string;
  #parts: IndexPart[] = [];
  #shown: Shown[] = [];
  #documents = 0;

  /** Writes into `dir`. */
  constructor(files: FileWriter, dir: string) {
    this.#files = files;
    this.#dir = dir;
  }

  /** Adds the servers that follow those that were added, with what results show of their documents. */
  add(part: IndexPart, shown: readonly Shown[]): void {
    this.#parts.push(part);
    if (this.#parts.length >= MOST_PARTS) this.#parts = [joinParts(this.#parts)];
    for (const one of shown) if (this.#shown.push(one) === CHUNK) this.#writeShown();
  }

  close(): void {
    if (this.#shown.length > 0) this.#writeShown();
    const shards: string[] = [];
    let shard: [string, Shard[string]][] = [];
    let size = 0;
    const close = (): void => {
      if (shard.length === 0) return;
      this.#put(`w${shards.length}.json`, Object.fromEntries(shard) satisfies Shard);
      shards.push(shard[0]?.[0] ?? "");
      shard = [];
      size = 0;
    };
    for (const { word, name, text } of wordsOfParts(this.#parts)) {
      const entry: Shard[string] = [packNumbers(name), packNumbers(text)];
      const bytes = word.length + entry[0].length + entry[1].length + 10;
      if (size + bytes > SHARD_BYTES) close();
      shard.push([word, entry]);
      size += bytes;
    }
    close();
    this.#put("directory.json", { documents: this.#documents, chunk: CHUNK, shards } satisfies Directory);
  }

  #writeShown(): void {
    this.#put(`d${Math.floor(this.#documents / CHUNK)}.json`, this.#shown);
    this.#documents += this.#shown.length;
    this.#shown = [];
  }

  #put(name: string, content: unknown): void {
    this.#files.put(join(this.#dir, name), JSON.stringify(content));
  }
}
