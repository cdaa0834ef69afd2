import { textOf } from "../../db/records/definition.ts";
import type { ServerBundle } from "../server-bundle.ts";
import { titleOf } from "../view/facts.ts";
import { serverPath, toolPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";
import { facetWord, type Shown, wordsOf } from "./words.ts";

/*
 * The index of some servers, small enough to be sent from one thread to another: every word with the documents that have
 * it. Parts of servers that follow each other become one.
 */

/** Words of a description that are indexed; what a tool does stands at the beginning. */
const WORDS_KEPT = 60;

export type IndexPart = {
  /** Ascending by UTF-16 code unit. */
  words: string[];
  /** Of each word, how many documents have it in their name, and how many in their other text. */
  counts: Uint32Array;
  /** Their numbers, ascending within each list, one list after the other. */
  documents: Uint32Array;
};

type Lists = { name: number[]; text: number[] };

/** Collects the words of servers; documents get the numbers from `first` on, a server's own first and then its tools. */
export class PartBuilder {
  readonly #words = new Map<string, Lists>();
  readonly #first: number;
  readonly shown: Shown[] = [];

  constructor(first: number) {
    this.#first = first;
  }

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
    const words = [...this.#words.keys()].sort();
    const lists = words.map((word) => this.#words.get(word) ?? { name: [], text: [] });
    return partOf(words, lists);
  }

  #document(shown: Shown, names: string[], texts: string[], facets: string[]): void {
    const id = this.#first + this.shown.push(shown) - 1;
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

const partOf = (words: string[], lists: readonly { name: ArrayLike<number>; text: ArrayLike<number> }[]): IndexPart => {
  const counts = new Uint32Array(words.length * 2);
  let total = 0;
  for (const [at, { name, text }] of lists.entries()) {
    counts[at * 2] = name.length;
    counts[at * 2 + 1] = text.length;
    total += name.length + text.length;
  }
  const documents = new Uint32Array(total);
  let place = 0;
  for (const { name, text } of lists) {
    documents.set(name, place);
    documents.set(text, place + name.length);
    place += name.length + text.length;
  }
  return { words, counts, documents };
};

/** Every word of `parts`, ascending, with its lists joined; the parts follow each other by the numbers of documents. */
export function* wordsOfParts(
  parts: readonly IndexPart[],
): Generator<{ word: string; name: Uint32Array; text: Uint32Array }> {
  const heads = parts.map((part) => ({ part, word: 0, place: 0 }));
  const joined = (pieces: Uint32Array[]): Uint32Array => {
    const [only] = pieces;
    if (only && pieces.length === 1) return only;
    const whole = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let place = 0;
    for (const piece of pieces) {
      whole.set(piece, place);
      place += piece.length;
    }
    return whole;
  };
  for (;;) {
    let least: string | undefined;
    for (const head of heads) {
      const word = head.part.words[head.word];
      if (word !== undefined && (least === undefined || word < least)) least = word;
    }
    if (least === undefined) return;
    const names: Uint32Array[] = [];
    const texts: Uint32Array[] = [];
    for (const head of heads) {
      const { words, counts, documents } = head.part;
      if (words[head.word] !== least) continue;
      const name = counts[head.word * 2] ?? 0;
      const text = counts[head.word * 2 + 1] ?? 0;
      names.push(documents.subarray(head.place, head.place + name));
      texts.push(documents.subarray(head.place + name, head.place + name + text));
      head.place += name + text;
      head.word++;
    }
    yield { word: least, name: joined(names), text: joined(texts) };
  }
}

/** One part that holds what all of them hold. */
export const joinParts = (parts: readonly IndexPart[]): IndexPart => {
  const all = [...wordsOfParts(parts)];
  return partOf(
    all.map(({ word }) => word),
    all,
  );
};
