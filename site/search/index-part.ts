import { textOf } from "../../db/records/definition.ts";
import type { ServerBundle } from "../server-bundle.ts";
import { titleOf } from "../view/facts.ts";
import { serverPath, toolPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";
import { facetWord, type Shown, wordsOf } from "./words.ts";

/*
 * The index of some servers, small enough to be sent from one thread to another and to be kept: every word with the
 * documents that have it, counted from the first of them, so that it stays the same when others come before them.
 */

/** Words of a description that are indexed; what a tool does stands at the beginning. */
const WORDS_KEPT = 60;

export type IndexPart = {
  /** Each once. */
  words: string[];
  /** Of each word, how many documents have it in their name, and how many in their other text. */
  counts: Uint32Array;
  /** Their numbers, ascending within each list, one list after the other. */
  documents: Uint32Array;
  /** What a result shows of each document, as JSON of `Shown`. */
  shown: string[];
};

type Lists = { name: number[]; text: number[] };

/** Collects the words of servers; documents are numbered from 0, a server's own first and then its tools. */
export class PartBuilder {
  readonly #words = new Map<string, Lists>();
  readonly #shown: string[] = [];

  add({ page, tools }: Pick<ServerBundle, "page" | "tools">): void {
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

  part(): IndexPart {
    const counts = new Uint32Array(this.#words.size * 2);
    let total = 0;
    let at = 0;
    for (const { name, text } of this.#words.values()) {
      counts[at++] = name.length;
      counts[at++] = text.length;
      total += name.length + text.length;
    }
    const documents = new Uint32Array(total);
    let place = 0;
    for (const { name, text } of this.#words.values()) {
      documents.set(name, place);
      documents.set(text, place + name.length);
      place += name.length + text.length;
    }
    return { words: [...this.#words.keys()], counts, documents, shown: this.#shown };
  }

  #document(shown: Shown, names: string[], texts: string[], facets: string[]): void {
    const id = this.#shown.push(JSON.stringify(shown)) - 1;
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
