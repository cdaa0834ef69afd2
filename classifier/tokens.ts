import type { Token } from "./facts.ts";

import { remember } from "./remember.ts";
import { hashOf, NO_SIGNS, STEM, withSign } from "./sign-hash.ts";

const WORDS = /[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\x00-\x7f]+/g;

/** Lower case of the same length: where the language's own lower case would change the length, the letter stays. */
export const lowerSameLength = (text: string): string => {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  let out = "";
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] ?? "";
    const low = unit.toLowerCase();
    out += low.length === 1 ? low : unit;
  }
  return out;
};

/**
 * The words of an identifier of lower-case letters, digits and ASCII signs, as most are; undefined for another. By hand,
 * since nearly every tool has a name of its own.
 */
const plainTokens = (text: string): Token[] | undefined => {
  const tokens: Token[] = [];
  let start = 0;
  let kind = 0;
  let hash = NO_SIGNS;
  let stem = NO_SIGNS;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (code > 127 || (code >= 65 && code <= 90)) return undefined;
    const here = code >= 97 && code <= 122 ? 1 : code >= 48 && code <= 57 ? 2 : 0;
    if (here !== kind) {
      if (kind !== 0) tokens.push({ text: text.slice(start, at), hash, stem, start, end: at });
      start = at;
      kind = here;
      hash = NO_SIGNS;
    }
    hash = withSign(hash, code);
    if (at - start < STEM) stem = hash;
  }
  return tokens;
};

/**
 * The words of an identifier in any naming style (snake_case, kebab-case, camelCase, dotted, spaced), in order. A
 * signature (`run(cmd: str) -> str`) counts up to its bracket.
 */
export const identifierTokens = remember((identifier): readonly Token[] => {
  const bracket = identifier.indexOf("(");
  const text = bracket > 0 ? identifier.slice(0, bracket) : identifier;
  const plain = plainTokens(text);
  if (plain) return plain;
  const tokens: Token[] = [];
  WORDS.lastIndex = 0;
  for (let match = WORDS.exec(text); match; match = WORDS.exec(text)) {
    const word = lowerSameLength(match[0]);
    const hash = hashOf(word);
    const stem = hashOf(word.slice(0, STEM));
    tokens.push({ text: word, hash, stem, start: match.index, end: WORDS.lastIndex });
  }
  return tokens;
});
