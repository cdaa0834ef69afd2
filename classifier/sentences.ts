import type { Sentence, SentenceRole, Word } from "./facts.ts";

/** A sentence ends at a line break or at closing punctuation; "e.g." and "1.5" do not close one. */
const BREAK = /\n+|[。！？；]|(?<!\b(?:e\.g|i\.e|etc|vs|no))[.!?;](?=\s|$)|\s[-–—]{1,2}\s|\s\*\s/g;
const WORD =
  /[a-z\u00c0-\u024f\u0400-\u04ff][\w\u00c0-\u024f\u0400-\u04ff'’-]*|\d[\w.]*|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+/g;

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

/** Sentences that point elsewhere or speak to the model, not about what the call does. */
const ASIDE =
  /^\W*(use (this|it|when|for|only|the)?|when (to|you|not)|if |for (more|details)|see |call |before |after |prefer|always |do not|don't|never |not |this (is|requires|endpoint)|requires |you (must|should)|must |should |make sure|ensure |remember to|only |try |typical|workflow|first |then |next )/;

const NEGATION = new Set(
  "not never no without cannot can't don't doesn't won't isn't instead unlike than nor neither".split(" "),
);
const CLAUSE_END = /[,;:.()]|\bbut\b/;

const wordsOf = (text: string, start: number, end: number): Word[] => {
  const words: Word[] = [];
  const part = text.slice(start, end);
  let negated = false;
  let last = 0;
  for (const match of part.matchAll(WORD)) {
    if (negated && CLAUSE_END.test(part.slice(last, match.index))) negated = false;
    const word = match[0];
    if (word === "but") negated = false;
    words.push({ text: word, start: start + match.index, end: start + match.index + word.length, negated });
    if (NEGATION.has(word)) negated = true;
    last = match.index + word.length;
    if (words.length >= 60) break;
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
    if (text.slice(start, end).trim().length === 0) return;
    const piece = text.slice(start, end);
    const heading = SECTIONS.find(([, pattern]) => pattern.test(piece.trimStart()));
    if (heading && (haveMain || heading[0] !== "returns" || piece.includes(":"))) {
      section = heading[0];
      if (!haveMain && (heading[0] === "note" || heading[0] === "example")) section = "body";
    }
    const words = wordsOf(text, start, end);
    let role: SentenceRole = heading ? heading[0] : section;
    if (role === "body") {
      if (ASIDE.test(piece.trimStart())) role = "note";
      else if (!haveMain && words.length >= 1) {
        role = "main";
        haveMain = true;
      }
    }
    sentences.push({ role, start, end, words });
    if (paragraph && section !== "arguments" && section !== "example") section = "body";
  };
  for (const match of text.matchAll(BREAK)) {
    close(match.index, match[0].startsWith("\n") && match[0].length > 1);
    start = match.index + match[0].length;
    if (sentences.length >= 24) break;
  }
  if (sentences.length < 24) close(text.length, false);
  if (!haveMain) {
    const first = sentences.find((sentence) => sentence.words.length > 0 && sentence.role !== "arguments");
    if (first) first.role = "main";
  }
  return sentences;
};
