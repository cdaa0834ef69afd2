import { type Definition, textOf } from "../db/records/definition.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { toldName } from "../db/records/told-name.ts";
import { argumentsOf, listedArguments, optionSpan } from "./arguments.ts";
import {
  type Argument,
  type LexiconEntry,
  MAX_TEXT,
  type Sentence,
  type ServerFacts,
  type Token,
  type ToolFacts,
  type VerbUse,
  type Word,
} from "./facts.ts";
import { LEXICON, NOUN_TOO, phrasal } from "./lexicon.ts";
import { sentencesOf } from "./sentences.ts";
import { identifierTokens, lowerSameLength } from "./tokens.ts";
import { readingOf, WORD_KIND } from "./word-reading.ts";

const FUSED = /^(get|list|create|delete|update|search|fetch|remove|send|add|set|run|execute)([a-z]{4,})$/;

const SELECTOR =
  /^(action|operation|op|method|command|cmd|mode|subcommand|sub_command|verb|task|function|tool|request_type|operation_type|action_type|type|step)$/i;

/** An adverb or a number stands before the verb as lead-ins do. */
const MANNER = /^(\w+ly|\d+\.?)$/;

const COORDINATION =
  /^\s*(,|\/|，|、|&|\bor\b|\band\b|\bthen\b|\|)?\s*(?:(?:and|or|then|optionally|also|to|e|y|o|ou)\b\s*)*$/;

const is = (token: Token | undefined, kind: number): boolean =>
  token !== undefined && (readingOf(token).kinds & kind) !== 0;

const verbOf = (token: Token | undefined): LexiconEntry | undefined => token && readingOf(token).verb;

/** The verb that a word makes together with the word after it. */
const phrasalOf = (word: Token, next: Token | undefined): LexiconEntry | undefined =>
  next && is(word, WORD_KIND.phrasalFirst) ? phrasal(word.text, next.text) : undefined;

/** A verb of the name, and how many signs of its word it takes. */
interface NameVerb {
  entry: LexiconEntry;
  length: number;
}

/** A verb of the name: exact, or fused with its object (`listrepos`). */
const nameVerb = (token: Token, next: Token | undefined): NameVerb | undefined => {
  const { text, start, end } = token;
  const joint = phrasalOf(token, next);
  if (joint) return { entry: joint, length: end - start };
  const entry = verbOf(token);
  // In a name, "maps" or "orders" is a plural: what a word of both kinds does stands in its base form.
  if (entry && !entry.base && text.endsWith("s") && NOUN_TOO.has(entry.verb)) return undefined;
  if (entry) return { entry, length: end - start };
  if (text.length < 7 || text.endsWith("ed")) return undefined;
  const fused = FUSED.exec(text)?.[1];
  const fusedEntry = fused === undefined ? undefined : LEXICON.forms.get(fused);
  return fused && fusedEntry ? { entry: fusedEntry, length: fused.length } : undefined;
};

/** The key of an object phrase in `ServerFacts.byObject`: its words joined by a space, without a plural's "s". */
const objectKeyOf = (object: readonly string[]): string => {
  const phrase = object.join(" ");
  return phrase.endsWith("s") ? phrase.slice(0, -1) : phrase;
};

interface NameReading {
  uses: VerbUse[];
  object: string[];
  objectKey: string;
}

/** Which of the verbs of a name leads it; -1 where none does. */
const leadOfName = (own: readonly Token[], found: readonly (NameVerb | undefined)[]): number => {
  let first = 0;
  while (first < own.length - 1 && is(own[first], WORD_KIND.filler)) first++;
  const last = own.length - 1;
  if (found[first]) {
    // A noun first and a plain verb last: objects before verbs, as in `messageSend`.
    const nounFirst = last > first && is(own[first], WORD_KIND.nounFirst);
    if (!nounFirst || !found[last]?.entry.base || is(own[last], WORD_KIND.nounToo)) return first;
    return own.some((token) => is(token, WORD_KIND.joint)) ? first : last;
  }
  const plain = found.findIndex(
    (verb, at) => verb?.entry.base === true && !is(own[at], WORD_KIND.nounToo | WORD_KIND.filler),
  );
  if (plain >= 0) return plain;
  return found[last]?.entry.base ? last : found.findIndex((verb) => verb !== undefined);
};

/** The verbs of a name: which leads it, which stand elsewhere. */
const readName = (own: readonly Token[]): NameReading => {
  const found: (NameVerb | undefined)[] = [];
  for (let at = 0; at < own.length; at++) found.push(nameVerb(own[at] as Token, own[at + 1]));
  const lead = leadOfName(own, found);
  const uses: VerbUse[] = [];
  const object: string[] = [];
  const push = (at: number, place: VerbUse["place"]): void => {
    const { start } = own[at] as Token;
    const { entry, length } = found[at] as NameVerb;
    uses.push({ rule: entry.rule, verb: entry.verb, place, field: "name", start, end: start + length });
  };
  if (lead >= 0) push(lead, "name");
  for (let at = 0; at < own.length; at++) {
    if (at === lead || !found[at]?.entry.base) continue;
    const before = own[at - 1]?.text;
    if (before === "and" || before === "or") push(at, "name-also");
    else if (!is(own[at], WORD_KIND.nounToo)) push(at, "name-rest");
  }
  for (let at = 0; at < own.length; at++) if (at !== lead) object.push((own[at] as Token).text);
  return { uses, object, objectKey: objectKeyOf(object) };
};

/** Where the clause begins after a label: "RPC: Toggle …", "[Mail] Search …". */
const afterLabel = (words: Sentence["words"], text: string): number => {
  for (let at = 0; at < 4 && at + 1 < words.length; at++) {
    const between = text.slice(words[at]?.end, words[at + 1]?.start);
    if (between === " ") continue;
    if (/^\s*[:\]】]/.test(between) && verbOf(words[at + 1])) return at + 1;
    if (/[.,;()]/.test(between)) return 0;
  }
  return 0;
};

/**
 * A main clause that no verb leads: "Commands for creating …", or another language, where the verb stands at its end.
 */
const pushUnled = (words: Sentence["words"], push: (index: number, place: VerbUse["place"]) => void): void => {
  const gerund = words.findIndex(
    (word, at) => at > 0 && word.text.endsWith("ing") && is(words[at - 1], WORD_KIND.beforeGerund),
  );
  if (gerund > 0 && verbOf(words[gerund])) {
    push(gerund, "main");
    return;
  }
  const foreign = words.findLastIndex((word) => verbOf(word)?.foreign === true);
  if (foreign >= 0) push(foreign, "main");
};

/** Where the verb of a sentence is looked for: after its label and its lead-in. */
const afterLeadIn = (words: Sentence["words"], text: string): number => {
  let at = afterLabel(words, text);
  for (let word = words[at]; word; word = words[++at]) {
    const { kinds } = readingOf(word);
    if ((kinds & WORD_KIND.leadIn) === 0 && !MANNER.test(word.text)) break;
    if ((kinds & WORD_KIND.ambiguous) !== 0 && !is(words[at + 1], WORD_KIND.afterAmbiguous)) break;
  }
  return at;
};

/** The verb that leads a sentence after its lead-in, and those coordinated with it. */
const readSentence = (sentence: Sentence, text: string, siblings: Map<string, number>): VerbUse[] => {
  const { words } = sentence;
  const uses: VerbUse[] = [];
  const isMain = sentence.role === "main";
  const at = afterLeadIn(words, text);
  const push = (index: number, place: VerbUse["place"]): void => {
    const word = words[index];
    if (!word || word.negated || siblings.has(word.text)) return;
    const entry = phrasalOf(word, words[index + 1]) ?? verbOf(word);
    if (entry)
      uses.push({ rule: entry.rule, verb: entry.verb, place, field: "description", start: word.start, end: word.end });
  };
  push(at, isMain ? "main" : "body");
  if (isMain && uses.length === 0) pushUnled(words, push);
  if (!isMain && uses.length === 0) return uses;
  const end = Math.min(words.length, at + 30);
  for (let next = at + 1; next < end; next++) {
    const word = words[next] as Word;
    const { verb, kinds } = readingOf(word);
    if (!verb || word.negated) continue;
    const previous = words[next - 1] as Word;
    const far = (kinds & WORD_KIND.nounToo) !== 0 ? next - at : 0;
    if (is(previous, WORD_KIND.coordinates)) {
      if (far > 4) continue;
    } else {
      const between = text.slice(previous.end, word.start);
      if (far > 3 || !/[,/，、|]/.test(between) || !COORDINATION.test(between)) continue;
    }
    push(next, isMain ? "main-also" : "body");
  }
  return uses;
};

/** Words of scripts without spaces: the first leads in Chinese, the last in Japanese and Korean, where verbs end a clause. */
const readScripts = (sentence: Sentence, text: string): VerbUse[] => {
  const part = text.slice(sentence.start, sentence.end);
  const uses: VerbUse[] = [];
  for (const match of part.matchAll(LEXICON.script)) {
    const entry = LEXICON.scripts.get(match[0]);
    if (!entry) continue;
    const start = sentence.start + match.index;
    uses.push({
      rule: entry.rule,
      verb: entry.verb,
      place: "main-also",
      field: "description",
      start,
      end: start + match[0].length,
    });
    if (uses.length >= 6) break;
  }
  if (/[\u3040-\u30ff\uac00-\ud7af]/.test(part)) uses.reverse();
  return uses.map((use, at) => (at === 0 ? { ...use, place: "main" } : use));
};

/** The argument that selects an operation: its values are verbs, or its name says so and it has values. */
const selectorOf = (args: Argument[]): Argument | undefined => {
  let best: Argument | undefined;
  let most = 0;
  for (const argument of args) {
    if (argument.options.length < 2) continue;
    const named = SELECTOR.test(argument.name) || /(action|operation|command)$/i.test(argument.name);
    const verbs = argument.options.filter((option) => {
      const first = identifierTokens(option)[0]?.text ?? "";
      const last = identifierTokens(option).at(-1)?.text ?? "";
      return LEXICON.forms.get(first)?.base || LEXICON.forms.get(last)?.base;
    }).length;
    const share = verbs / argument.options.length;
    const points = named && share >= 0.5 ? 2 + share : 0;
    if (points > most) {
      most = points;
      best = argument;
    }
  }
  return best;
};

const readOptions = (definition: Definition, selector: Argument): VerbUse[] => {
  const uses: VerbUse[] = [];
  for (const option of selector.options.slice(0, 40)) {
    const reading = readName(identifierTokens(option));
    const use = reading.uses.find((candidate) => candidate.place === "name");
    if (!use) continue;
    uses.push({ ...use, place: "option", ...optionSpan(definition, selector.name, option) });
  }
  return uses;
};

/** The main clause; where it is a short heading without a verb, the next sentence that a verb leads takes its place. */
const leadSentence = (sentences: Sentence[], text: string, siblings: Map<string, number>): Sentence | undefined => {
  const main = sentences.find((sentence) => sentence.role === "main");
  if (!main || main.words.length > 5 || readSentence(main, text, siblings).length > 0) return main;
  const next = sentences.find(
    (each) => (each.role === "body" || each.role === "note") && readSentence(each, text, siblings).length > 0,
  );
  if (!next) return main;
  main.role = "body";
  next.role = "main";
  return next;
};

const prefixesOf = (names: readonly (readonly Token[])[], words: Set<string>): Set<string> => {
  const counts = new Map<string, number>();
  for (const tokens of names) {
    const first = tokens.length > 1 ? tokens[0]?.text : undefined;
    if (first) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const prefixes = new Set<string>();
  for (const [word, count] of counts) {
    const verb = LEXICON.forms.get(word);
    if (verb && !(NOUN_TOO.has(word) && count >= 3 && count / names.length > 0.8)) continue;
    if ((count >= 3 && count / names.length >= 0.4) || words.has(word)) prefixes.add(word);
  }
  return prefixes;
};

const ownTokens = (tokens: readonly Token[], prefixes: Set<string>): readonly Token[] => {
  let at = 0;
  while (at < tokens.length - 1 && at < 3) {
    const word = tokens[at]?.text ?? "";
    if (!prefixes.has(word)) break;
    at++;
  }
  return tokens.slice(at);
};

/** Whether a description says at least two words that the name does not. */
const hasNews = (sentences: readonly Sentence[], name: readonly Token[]): boolean => {
  let first: string | undefined;
  for (const { words } of sentences)
    for (const { text } of words) {
      if (text === first || name.some((token) => token.text === text)) continue;
      if (first !== undefined) return true;
      first = text;
    }
  return false;
};

interface ServerWords {
  name: string;
  description: string;
  /** Words of the name and the description, lower case. */
  words: Set<string>;
  /** Words of the name as an identifier. */
  ofName: Set<string>;
}

let lastWords: ServerWords | undefined;

/** The words of a server, kept for the one asked about last: each tool that multiplexes is read as a server of that name. */
const wordsOfServer = (name: string, description: string): ServerWords => {
  if (lastWords?.name === name && lastWords.description === description) return lastWords;
  const text = `${lowerSameLength(name)} ${lowerSameLength(description)}`;
  const words = new Set(text.match(/[a-z\u00c0-\u024f]{2,}/g) ?? []);
  lastWords = { name, description, words, ofName: new Set(identifierTokens(name).map((token) => token.text)) };
  return lastWords;
};

/** The facts of a server and of each of its tools, in order. Reads nothing but its argument. */
export const readFacts = (snapshot: Snapshot): ToolFacts[] => {
  const { server, tools } = snapshot;
  const description = typeof server.description === "string" ? server.description.slice(0, MAX_TEXT) : "";
  const name = toldName(server);
  const { words, ofName } = wordsOfServer(name, description);
  const names = tools.map((tool) => identifierTokens(tool.name));
  const prefixes = prefixesOf(names, ofName);
  const owns = names.map((tokens) => ownTokens(tokens, prefixes));
  const readings = owns.map((own) => readName(own));
  const byObject: ServerFacts["byObject"] = new Map();
  const nameWords = new Map<string, number>();
  const siblingNames = new Map<string, number>();
  tools.forEach((tool, at) => {
    const lower = lowerSameLength(tool.name);
    if (/[_-]/.test(tool.name)) siblingNames.set(lower, at);
    const reading = readings[at];
    const lead = reading?.uses.find((use) => use.place === "name");
    const key = reading?.objectKey ?? "";
    if (lead && key) {
      const list = byObject.get(key) ?? [];
      list.push({ verb: lead.verb, rule: lead.rule, name: tool.name });
      byObject.set(key, list);
    }
    for (const word of new Set(owns[at]?.map((token) => token.text)))
      nameWords.set(word, (nameWords.get(word) ?? 0) + 1);
  });
  const serverFacts: ServerFacts = {
    name,
    description,
    words,
    toolCount: tools.length,
    prefixes,
    byObject,
    nameWords,
  };
  return tools.map((definition, at) => {
    const tokens = names[at] ?? [];
    const own = owns[at] ?? [];
    const reading = readings[at] ?? { uses: [], object: [], objectKey: "" };
    const full = textOf(definition, "description");
    const body = full.length > MAX_TEXT ? full.slice(0, MAX_TEXT) : full;
    // A catalogue's page furniture in front of the text says nothing of the tool.
    const furniture = /^\s*deploy server\b[^\n]{0,200}\btry in playground\b/i.exec(body);
    const text = furniture
      ? " ".repeat(furniture[0].length) + lowerSameLength(body.slice(furniture[0].length))
      : lowerSameLength(body);
    const sentences = text.length > 0 ? sentencesOf(text) : [];
    const main = leadSentence(sentences, text, siblingNames);
    const uses = [...reading.uses];
    for (const sentence of sentences) {
      if (sentence.role === "main" || sentence.role === "body")
        uses.push(...readSentence(sentence, text, siblingNames));
    }
    if (main && /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(text.slice(main.start, main.end)))
      uses.push(...readScripts(main, text));
    const declared = argumentsOf(definition.inputSchema);
    const args = declared.length > 0 ? declared : listedArguments(body);
    const selector = selectorOf(args);
    if (selector) uses.push(...readOptions(definition, selector));
    const annotations = definition.annotations;
    const claims: Record<string, boolean> = {};
    if (annotations && typeof annotations === "object") {
      for (const [key, value] of Object.entries(annotations)) if (typeof value === "boolean") claims[key] = value;
    }
    return {
      definition,
      server: serverFacts,
      name: definition.name,
      tokens,
      own,
      title: textOf(definition, "title"),
      description: body,
      text,
      mute: !hasNews(sentences, tokens) && !/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3}/.test(text),
      sentences,
      main,
      uses,
      nameText: tokens.map((token) => token.text).join(" "),
      object: reading.object,
      objectKey: reading.objectKey,
      arguments: args,
      selector,
      claims,
    };
  });
};
