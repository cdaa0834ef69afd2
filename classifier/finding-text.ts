import { type Definition, textOf } from "../db/records/definition.ts";
import type { OwnWords, Text } from "./finding.ts";
import { remember } from "./remember.ts";

const pairs = (text: string): (readonly [string, string])[] =>
  text.split(" ").map((pair) => [pair[0] ?? "", pair[1] ?? ""] as const);

/** Latin letters for the Cyrillic, Greek and Armenian letters that look like them. */
const LOOKALIKES = new Map<string, string>([
  ...pairs("аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl αa οo ρp νv ιi κk τt υu ϲc ϳj օo ոn ցg սu"),
  ...pairs("АA ВB ЕE КK МM НH ОO РP СC ТT ХX ІI ЈJ ЅS ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX"),
  ...pairs("‘' ’' “\" ”\""),
  ["\u00a0", " "],
]);

/** `text` with look-alike letters, full-width forms and curly quotes as their ASCII ones, of the same length. */
export const foldLookalikes = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (unit) =>
    unit >= "\uff01" && unit <= "\uff5e"
      ? String.fromCharCode(unit.charCodeAt(0) - 0xfee0)
      : (LOOKALIKES.get(unit) ?? unit),
  );

/** The same, but words wholly in another alphabet stay: they are that alphabet's. */
const foldMixed = (text: string): string =>
  text.replace(/[^\0-\x7f]+/g, (run, at: number) =>
    /[A-Za-z]/.test(text.charAt(at - 1) + text.charAt(at + run.length)) ||
    /^\P{L}+$/u.test(run) ||
    /[\uff01-\uff5e]/.test(run)
      ? foldLookalikes(run)
      : run,
  );

/** Escapes of a JSON text as blanks, quotes and slashes of the same length, so that offsets stay. */
const unescapeInPlace = (json: string): string =>
  json.replace(/\\(?:[nrt"\\/]|u[0-9a-f]{4})/g, (sequence) =>
    sequence === "\\n" || sequence === "\\r" ? " \n" : (sequence[1] === '"' ? ' "' : " ").padEnd(sequence.length),
  );

/** The view of a field that rules match on. `raw` is `fieldText(definition, field)`; until they are told, all patterns may match. */
export class TextView implements Text {
  readonly field: string;
  readonly raw: string;
  readonly plain: string;
  readonly isJson: boolean;
  /** The patterns that may match, where that is known. */
  possible: readonly RegExp[] | undefined;

  constructor(field: string, raw: string, isJson: boolean, isAscii: boolean) {
    this.field = field;
    this.raw = raw;
    this.isJson = isJson;
    const unescaped = isJson && raw.includes("\\") ? unescapeInPlace(raw) : raw;
    this.plain = isAscii ? unescaped : foldMixed(unescaped);
    this.possible = undefined;
  }

  mayMatch(pattern: RegExp): boolean {
    return this.possible?.includes(pattern) ?? true;
  }
}

/** A match of a pattern, with its span. */
export interface Span {
  match: RegExpExecArray;
  start: number;
  end: number;
}

/** The spans of every match of a global pattern in a view, in order. An empty match is none. */
export const matchesOf = (plain: string, pattern: RegExp): Span[] => {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
    const end = match.index + match[0].length;
    if (match[0] === "") pattern.lastIndex++;
    else spans.push({ match, start: match.index, end });
  }
  return spans;
};

const NONE: readonly Span[] = [];

/** The same of a view's plain text, where the pattern may match at all. */
export const matchesIn = (text: Text, pattern: RegExp): readonly Span[] =>
  text.mayMatch(pattern) ? matchesOf(text.plain, pattern) : NONE;

/** Where the sentence around a span begins and ends: at `. `, `! `, `? `, an empty line or a list item; at most 400 units each way. */
export const sentenceAround = (plain: string, start: number, end: number): [start: number, end: number] => {
  const from = Math.max(0, start - 400);
  let begin = from;
  for (const match of plain.slice(from, start).matchAll(/[.!?]["')\]]?\s+|\n\s*\n|\n\s*(?:[-*•]|\d+[.)])\s|","|":"/g))
    begin = from + match.index + match[0].length;
  const after = /[.!?]["')\]]?(?=\s|$)|\n\s*\n|\n\s*(?:[-*•]|\d+[.)])\s|","|"\}/.exec(plain.slice(end, end + 400));
  return [begin, after ? end + after.index + 1 : Math.min(plain.length, end + 400)];
};

const SAMPLE =
  /\b(?:sample|expected|mock|canned|example|illustrative|training)\s+(?:\w+\s+)?(?:responses?|outputs?|replies|reply|inputs?|texts?|messages?|payloads?)\s*:\s*[`'"]?[^.!?]{0,90}$/i;
const SPEAKS =
  /\b(?:detect|scan|check|analy[sz]e|flag|identif|block|reject|explain|describ|classif|monitor|report|guard|lint|find)\w*\b[^.!?]{0,120}\b(?:such as|e\.g\.,?|like|(?:that|which)\s+(?:says?|contains?|tells?|asks?)|tr(?:y|ies|ying) to|attempts? to|requests? to|asks?\b[^.!?]{0,30}\bto|tells?\b[^.!?]{0,30}\bto|that|which|for|of|whether\b[^.!?]{0,40}\bto|:)\s*[`'"(]*\s*$/i;

/**
 * True where a sentence speaks about such text instead of giving the order: it samples it, or detects or explains it.
 * What stands directly before the span decides; an attacker gains no more than the level `info` by it.
 */
export const isDocumentary = (plain: string, start: number): boolean => {
  const lead = plain.slice(sentenceAround(plain, start, start)[0], start);
  return SAMPLE.test(lead) || SPEAKS.test(lead);
};

/** True where the span is denied: "does not …", "never …", "no need to …" closely before it. */
export const isNegated = (plain: string, start: number): boolean =>
  /\b(?:not|never|no need to|without|cannot|can't|doesn't|don't|won't|instead of|rather than|avoid)(?:\s+\w+){0,3}\s*$/i.test(
    plain.slice(Math.max(0, start - 40), start),
  );

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** A tool's name as names are compared: lower case, without separators. */
export const nameKey = remember((name) =>
  isAscii(name) ? name.toLowerCase().replace(/[^a-z0-9]+/g, "") : name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""),
);

const argumentWords = (definitions: readonly Definition[]): Set<string> => {
  const words = new Set<string>();
  const open: unknown[] = definitions.flatMap((tool) => [tool.inputSchema, tool.outputSchema]);
  for (let budget = 200_000; budget > 0 && open.length > 0; budget--) {
    const node = open.pop();
    if (!node || typeof node !== "object") continue;
    const isList = Array.isArray(node);
    for (const [key, child] of Object.entries(node)) {
      if (!isList) words.add(nameKey(key));
      if (typeof child === "string" && child.length < 64) words.add(nameKey(child));
      else if (child && typeof child === "object") open.push(child);
    }
  }
  return words;
};

/** How deeply a JSON text nests, and where it first does so deeply. */
export const nestingOf = (json: string): [depth: number, at: number] => {
  let depth = 0;
  let deepest = 0;
  let at = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (quoted) {
      if (code === 92) i++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) {
      depth++;
      if (depth > deepest) {
        deepest = depth;
        at = i;
      }
    } else if (code === 125 || code === 93) depth--;
  }
  return [deepest, at];
};

const ALIKE: Record<string, string> = { rn: "m", vv: "w", "0": "o", "1": "i", l: "i", "5": "s" };

/** What a name looks like: lower case, without separators, look-alike letters and digits as one. */
export const skeletonOf = remember((name) =>
  nameKey(foldLookalikes(name)).replace(/rn|vv|[01l5]/g, (sign) => ALIKE[sign] ?? sign),
);

/**
 * By ASCII code a weight: names that look alike weigh the same together, and few others do. What counts for nothing weighs
 * nothing, what looks like two signs weighs as much as both.
 */
const WEIGHTS = Int32Array.from({ length: 128 }, (_, code) => {
  const key = skeletonOf(String.fromCharCode(code));
  if (key === "") return 0;
  const mixed = Math.imul(key.charCodeAt(0), 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
});
const weightOf = (sign: string): number => WEIGHTS[sign.charCodeAt(0)] as number;
for (const [signs, sign] of Object.entries(ALIKE))
  if (signs.length === 2)
    for (const like of [sign, sign.toUpperCase()])
      WEIGHTS[like.charCodeAt(0)] = weightOf(signs.charAt(0)) + weightOf(signs.charAt(1));

/** Whether some of different names may look alike: true as well where a name is not ASCII. */
const mayLookAlike = (names: Iterable<string>): boolean => {
  const weights = new Set<number>();
  let count = 0;
  for (const name of names) {
    let weight = 0;
    for (let at = 0; at < name.length; at++) {
      const code = name.charCodeAt(at);
      if (code > 127) return true;
      weight = (weight + (WEIGHTS[code] as number)) | 0;
    }
    weights.add(weight);
    count++;
  }
  return weights.size < count;
};

/** The own words of a server, from all of its tools; each part is read when first asked for. */
export const ownWordsOf = (definitions: readonly Definition[]): OwnWords => {
  const names = new Map<string, number>();
  for (const tool of definitions) {
    const name = textOf(tool, "name");
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  let words: Set<string> | undefined;
  let tools: Set<string> | undefined;
  let skeletons: Map<string, string[]> | undefined;
  return {
    names,
    get tools() {
      tools ??= new Set([...names.keys()].map(nameKey));
      return tools;
    },
    get arguments() {
      words ??= argumentWords(definitions);
      return words;
    },
    get skeletons() {
      skeletons ??= mayLookAlike(names.keys()) ? Map.groupBy(names.keys(), skeletonOf) : new Map();
      return skeletons;
    },
  };
};

/** Whether `key` names a tool of the server: equal, or equal but for a prefix that hosts and servers put before names. */
const isOwnTool = (key: string, tools: ReadonlySet<string>): boolean => {
  if (tools.has(key)) return true;
  for (const own of tools)
    if (own.length > 4 && key.length > 4 && (own.endsWith(key) || key.endsWith(own) || own.startsWith(key)))
      return true;
  return false;
};

/** A mention of something that looks like the name of a tool. */
export interface Mention {
  name: string;
  start: number;
  end: number;
}

const MENTION =
  /[`'"]{1,2}([A-Za-z][\w.-]{2,63})(?:\([^()\n]{0,40}\))?[`'"]{1,2}|\b([A-Za-z][a-z0-9]*(?:_[A-Za-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+)\b|\b([A-Za-z][\w-]{2,40})(?=[`'"]? tool\b)|\b([a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?=,)/g;

/** Words after a mention that make it an argument, a value or a type instead of a tool. */
const NOT_A_TOOL =
  /^\s*(?:param(?:eter)?s?|arg(?:ument)?s?|fields?|flags?|options?|properties|property|attributes?|columns?|headers?|keys?|values?|enum|mode|format|type|variables?|resources?|prompts?|command|(?:is|are|was|were)\s+(?:not\s+)?(?:present|set|accepted|provided|specified|given|true|false|empty|null|omitted|missing|required))\b|^\s*(?:=|:\s*["'\d{[])/i;
const NO_NAMES = new Set([
  "this",
  "the",
  "any",
  "another",
  "other",
  "that",
  "each",
  "every",
  "these",
  "further",
  "subsequent",
  "following",
  "web",
  "appropriate",
  "right",
  "own",
  "same",
]);

/**
 * The mentions in a stretch of text that look like tools of another server: no tool, argument or value of this one.
 * A mention must begin between the offsets `from` and `to` of `plain`.
 */
export const foreignTools = (plain: string, from: number, to: number, own: OwnWords): Mention[] => {
  const found: Mention[] = [];
  for (const match of plain.slice(from, to + 68).matchAll(MENTION)) {
    const start = from + match.index;
    const end = start + match[0].length;
    if (start > to) break;
    const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? "";
    const key = nameKey(name);
    const isShort = key.length < 4 && !/^[`'"]?\s+tool\b/.test(plain.slice(end, end + 8));
    if (isShort || NO_NAMES.has(key) || NOT_A_TOOL.test(plain.slice(end, end + 32))) continue;
    if (!isOwnTool(key, own.tools) && !own.arguments.has(key)) found.push({ name, start, end });
  }
  return found;
};
