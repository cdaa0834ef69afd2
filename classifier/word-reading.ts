import type { LexiconEntry, Token } from "./facts.ts";
import { LEXICON, NOUN_FIRST, NOUN_TOO, PHRASAL_FIRST } from "./lexicon.ts";
import { hashOf } from "./sign-hash.ts";

/** Kinds of words, as bits: how they stand around the verb of a name or of a clause. */
export const WORD_KIND = {
  /** Before the verb of a name, saying how, not what. */
  filler: 1,
  /** Joins a verb of a name to what follows, so that the verb before it leads. */
  joint: 2,
  /** As often a noun as a verb; and one that, first in a name, is more often its object. */
  nounToo: 4,
  nounFirst: 8,
  /** Before the verb of a main clause. */
  leadIn: 16,
  /** A lead-in only before one of those that follow. */
  ambiguous: 32,
  afterAmbiguous: 64,
  /** Between two verbs of a clause. */
  coordinates: 128,
  /** May be one verb together with the next word. */
  phrasalFirst: 256,
  /** Before a gerund that leads a clause. */
  beforeGerund: 512,
} as const;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const WORDS: readonly [number, Iterable<string>][] = [
  [
    WORD_KIND.filler,
    setOf(
      "api mcp tool tools do batch bulk multi async sync my the auto smart quick safe fast force hard admin v1 v2 v3 simple advanced please can try internal handle",
    ),
  ],
  [WORD_KIND.joint, setOf("as to from by for in with and or on of")],
  [WORD_KIND.nounToo, NOUN_TOO],
  [WORD_KIND.nounFirst, NOUN_FIRST],
  [
    WORD_KIND.leadIn,
    setOf(
      "this tool tools function method endpoint api command action operation a an the to that which allows allow lets let enables enable helps help you user users " +
        "us one is are be can could may will would should used use uses using provides provide for it mcp server performs perform ability able " +
        "permanently safely immediately asynchronously quickly automatically directly efficiently simply programmatically recursively " +
        "interactively securely instantly remotely silently also optionally and then fully completely please supports support capable of by with " +
        "batch bulk forcefully gracefully temporarily intelligently manually atomically dynamically sequentially simultaneously only tries attempts " +
        "esta herramienta una un la el para permite ferramenta essa este tool's",
    ),
  ],
  [WORD_KIND.ambiguous, setOf("enable enables use help provides provide support let sync perform performs")],
  [WORD_KIND.afterAmbiguous, setOf("to you user users the a an")],
  [WORD_KIND.coordinates, setOf("and or then to also e y o ou")],
  [WORD_KIND.phrasalFirst, PHRASAL_FIRST],
  [WORD_KIND.beforeGerund, setOf("for of by")],
];

/** What the lexicon says of a word: its verb, and of what kinds it is. */
export interface WordReading {
  text: string;
  verb: LexiconEntry | undefined;
  kinds: number;
}

const UNKNOWN: WordReading = { text: "", verb: undefined, kinds: 0 };

const readings = new Map<string, WordReading>();
const reading = (text: string): WordReading => {
  const known = readings.get(text) ?? { text, verb: LEXICON.forms.get(text), kinds: 0 };
  readings.set(text, known);
  return known;
};
for (const text of LEXICON.forms.keys()) reading(text);
for (const [kind, words] of WORDS) for (const text of words) reading(text).kinds |= kind;

/** All readings, each in the first free place from that of its hash on; at least three places of four are free. */
const PLACES = 1 << (32 - Math.clz32(4 * readings.size));
const hashes = new Int32Array(PLACES);
const table = new Array<WordReading | undefined>(PLACES).fill(undefined);
for (const each of readings.values()) {
  let place = hashOf(each.text) & (PLACES - 1);
  while (table[place]) place = (place + 1) & (PLACES - 1);
  hashes[place] = hashOf(each.text);
  table[place] = each;
}

/** What the lexicon says of a word, found by its hash, so that little is asked about a word that it lacks. */
export const readingOf = ({ hash, text }: Token): WordReading => {
  let place = hash & (PLACES - 1);
  while (hashes[place] !== 0) {
    if (hashes[place] === hash && table[place]?.text === text) return table[place] as WordReading;
    place = (place + 1) & (PLACES - 1);
  }
  return UNKNOWN;
};
