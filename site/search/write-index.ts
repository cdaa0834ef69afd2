import { join } from "node:path";
import { textOf } from "../../db/records/definition.ts";
import type { FileWriter } from "../files/put.ts";
import type { ServerBundle } from "../server-bundle.ts";
import { titleOf } from "../view/facts.ts";
import { serverPath, toolPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";
import { type Directory, facetWord, packNumbers, type Shard, type Shown, wordsOf } from "./words.ts";

/** Documents of one file: a result needs one, so it is small; a file each would be as many files as pages. */
const CHUNK = 32;
/** Bytes of one file of words before compression; a word that is longer has a file of its own. */
const SHARD_BYTES = 48_000;
/** Words of a description that are indexed; what a tool does stands at the beginning. */
const WORDS_KEPT = 60;

type Lists = { name: number[]; text: number[] };

/**
 * Collects servers and tools and writes the index that `find.ts` searches. Every word keeps all of its documents, so a
 * question of several frequent words misses none. Holds the index in memory: about 300 bytes a tool.
 */
export class SearchIndex {
  #words = new Map<string, Lists>();
  #documents: Shown[] = [];

  add({ page, tools }: ServerBundle): void {
    const title = plainLine(titleOf(page.record), 60);
    const about = page.record.description ?? "";
    this.#document(
      [title, serverPath(page.slug), "", "", "", plainLine(about, 90)],
      [title, page.name],
      [about],
      [facetWord("kind", "server")],
    );
    for (const { name, slug, definition, classification } of tools) {
      const says = textOf(definition, "description");
      const { risk, category, capabilities } = classification;
      this.#document(
        [plainLine(name, 60), toolPath(page.slug, slug), title, risk, category, plainLine(says, 90)],
        [name, textOf(definition, "title")],
        [title, says.slice(0, 1200), ...capabilities],
        [facetWord("kind", "tool"), facetWord("risk", risk), facetWord("category", category)],
      );
    }
  }

  /** Writes the files into `dir`. */
  write(files: FileWriter, dir: string): void {
    const put = (name: string, content: unknown): void => files.put(join(dir, name), JSON.stringify(content));
    const shards: string[] = [];
    let shard: [string, Shard[string]][] = [];
    let size = 0;
    const close = (): void => {
      if (shard.length === 0) return;
      put(`w${shards.length}.json`, Object.fromEntries(shard) satisfies Shard);
      shards.push(shard[0]?.[0] ?? "");
      shard = [];
      size = 0;
    };
    for (const word of [...this.#words.keys()].sort()) {
      const lists = this.#words.get(word);
      if (!lists) continue;
      const entry: Shard[string] = [packNumbers(lists.name), packNumbers(lists.text)];
      const bytes = word.length + entry[0].length + entry[1].length + 10;
      if (size + bytes > SHARD_BYTES) close();
      shard.push([word, entry]);
      size += bytes;
    }
    close();
    for (let at = 0; at * CHUNK < this.#documents.length; at++)
      put(`d${at}.json`, this.#documents.slice(at * CHUNK, (at + 1) * CHUNK));
    put("directory.json", { documents: this.#documents.length, chunk: CHUNK, shards } satisfies Directory);
  }

  #document(shown: Shown, names: string[], texts: string[], facets: string[]): void {
    const id = this.#documents.push(shown) - 1;
    const inName = new Set(names.flatMap(wordsOf));
    const inText = new Set(texts.flatMap((text) => wordsOf(text).slice(0, WORDS_KEPT)));
    for (const word of inName) this.#lists(word).name.push(id);
    for (const word of inText) if (!inName.has(word)) this.#lists(word).text.push(id);
    for (const word of facets) this.#lists(word).text.push(id);
  }

  #lists(word: string): Lists {
    const known = this.#words.get(word);
    if (known) return known;
    const lists: Lists = { name: [], text: [] };
    this.#words.set(word, lists);
    return lists;
  }
}
