import type { Sentence, SentenceRole, Word } from "./facts.ts";
import { hashOf, NO_SIGNS, STEM, withSign } from "./sign-hash.ts";

/** A sentence ends at a line break or at closing punctuation; "e.g." and "1.5" do not close one. */
const BREAK = /\n+|[。！？；]|(?<!\b(?:e\.g|i\.e|etc|vs|no))[.!?;](?=\s|$)|\s[-–—]{1,2}\s|\s\*\s/g;

/** Kinds of code units, as bits: what a word of Latin or Cyrillic letters begins with and goes on with, and so on. */
const LETTER = 1;
const GOES_ON = 2;
const DIGIT = 4;
const NUMBER_GOES_ON = 8;
const IDEOGRAPH = 16;

const kinds = new Uint8Array(1 << 16);
const mark = (from: string, to: string, bits: number): void => {
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) kinds[code] = (kinds[code] ?? 0) | bits;
};
mark("a", "z", LETTER | GOES_ON | NUMBER_GOES_ON);
mark("A", "Z", GOES_ON | NUMBER_GOES_ON);
mark("0", "9", DIGIT | GOES_ON | NUMBER_GOES_ON);
mark("_", "_", GOES_ON | NUMBER_GOES_ON);
mark(".", ".", NUMBER_GOES_ON);
for (const sign of "'’-") mark(sign, sign, GOES_ON);
mark("\u00c0", "\u024f", LETTER | GOES_ON);
mark("\u0400", "\u04ff", LETTER | GOES_ON);
mark("\u3040", "\u30ff", IDEOGRAPH);
mark("\u4e00", "\u9fff", IDEOGRAPH);
mark("\uac00", "\ud7af", IDEOGRAPH);

/** Most sentences of a description that are read. */
const MOST_SENTENCES = 24;
/** Most words of a sentence that are read. */
const MOST_WORDS = 60;

/** How a word goes on that begins with a sign of these kinds; 0 where none begins. */
const goesOn = (first: number): number =>
  (first & LETTER) !== 0 ? GOES_ON : (first & DIGIT) !== 0 ? NUMBER_GOES_ON : (first & IDEOGRAPH) !== 0 ? IDEOGRAPH : 0;

const SECTIONS: [SentenceRole, RegExp][] = [
  [
    "arguments",
    /^\W*(args|arguments|parameters?|params|inputs?|options|it takes|takes|required|optional|参数|인자|parámetros)\b.{0,40}$|^\W*(args|arguments|parameters?|params|inputs?)\b\s*\(?.{0,20}:/,
  ],
  [
    "returns",
    /^\W*(returns?|outputs?|responses?|raises|errors?( responses)?|yields|result)\b\s*\W{0,3}(:|$)|^\W*error responses/,
  ],
  ["example", /^\W*(examples?|example usage|usage( examples?)?|for example|e\.g|sample|use cases?|示例)\b/],
  [
    "note",
    /^\W*(notes?|warning|caution|important|tips?|prerequisites?|requires?|requirements?|best practices?|common errors?|important notes?|注意)\b/,
  ],
];

/** How a section's heading begins: what does not is asked no further. */
const MAY_HEAD =
  /^\W*(?:arg|param|parám|input|option|it takes|takes|requir|参数|인자|return|output|response|rais|error|yield|result|example|usage|for example|e\.g|sample|use case|示例|note|warning|caution|important|tip|prerequisit|best practice|common error|注意)/;

/** Sentences that point elsewhere or speak to the model, not about what the call does. */
const ASIDE =
  /^\W*(use (this|it|when|for|only|the)?|when (to|you|not)|if |for (more|details)|see |call |before |after |prefer|always |do not|don't|never |not |this (is|requires|endpoint)|requires |you (must|should)|must |should |make sure|ensure |remember to|only |try |typical|workflow|first |then |next )/;

const NEGATION = new Set(
  "not never no without cannot can't don't doesn't won't isn't instead unlike than nor neither".split(" "),
);
/** By the low bits of a word's hash, whether it may be one of them: nearly all words are not. */
const MAY_NEGATE = new Uint8Array(256);
for (const word of NEGATION) MAY_NEGATE[hashOf(word) & 255] = 1;

const CLAUSE_END = /[,;:.()]|\bbut\b/;

/**
 * The words from `start` to `end`: letters with digits, hyphens and apostrophes in them, numbers, and runs of signs of a
 * script without spaces. By hand, since each word of each description is found by it, and a regular expression makes an
 * object a word.
 */
const wordsOf = (text: string, start: number, end: number): Word[] => {
  const words: Word[] = [];
  let negated = false;
  let last = start;
  for (let at = start; at < end && words.length < MOST_WORDS; ) {
    const first = text.charCodeAt(at);
    const rest = goesOn(kinds[first] as number);
    if (rest === 0) {
      at++;
      continue;
    }
    let hash = withSign(NO_SIGNS, first);
    let stem = hash;
    let next = at + 1;
    for (; next < end; next++) {
      const code = text.charCodeAt(next);
      if (((kinds[code] as number) & rest) === 0) break;
      hash = withSign(hash, code);
      if (next - at < STEM) stem = hash;
    }
    if (negated && CLAUSE_END.test(text.slice(last, at))) negated = false;
    const word = text.slice(at, next);
    if (word === "but") negated = false;
    words.push({ text: word, hash, stem, start: at, end: next, negated });
    if (MAY_NEGATE[hash & 255] === 1 && NEGATION.has(word)) negated = true;
    last = next;
    at = next;
  }
  return words;
};

/**
 * Splits a description (lower case) into sentences and says what each is for. The first that is no heading, aside or
 * argument list is the main clause; where all are asides, the first aside is.
 */
export const sentencesOf = (text: string): Sentence[] => {
  const sentences: Sentence[] = [];
  let section: SentenceRole = "body";
  let start = 0;
  let haveMain = false;
  const close = (end: number, paragraph: boolean): void => {
    const piece = text.slice(start, end).trimStart();
    if (piece === "") return;
    const heading = MAY_HEAD.test(piece) ? SECTIONS.find(([, pattern]) => pattern.test(piece)) : undefined;
    if (heading && (haveMain || heading[0] !== "returns" || piece.includes(":"))) {
      section = heading[0];
      if (!haveMain && (heading[0] === "note" || heading[0] === "example")) section = "body";
    }
    const words = wordsOf(text, start, end);
    let role: SentenceRole = heading ? heading[0] : section;
    if (role === "body") {
      if (ASIDE.test(piece)) role = "note";
      else if (!haveMain && words.length >= 1) {
        role = "main";
        haveMain = true;
      }
    }
    sentences.push({ role, start, end, words });
    if (paragraph && section !== "arguments" && section !== "example") section = "body";
  };
  BREAK.lastIndex = 0;
  for (let match = BREAK.exec(text); match && sentences.length < MOST_SENTENCES; match = BREAK.exec(text)) {
    close(match.index, match[0].startsWith("\n") && match[0].length > 1);
    start = match.index + match[0].length;
  }
  if (sentences.length < MOST_SENTENCES) close(text.length, false);
  if (!haveMain) {
    const first = sentences.find((sentence) => sentence.words.length > 0 && sentence.role !== "arguments");
    if (first) first.role = "main";
  }
  return sentences;
};
