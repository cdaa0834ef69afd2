import { type Definition, textOf } from "../db/records/definition.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { toldName } from "../db/records/told-name.ts";
import { argumentsOf, listedArguments, optionSpan } from "./arguments.ts";
import {
  type Argument,
  MAX_TEXT,
  objectKey,
  type Sentence,
  type ServerFacts,
  type Token,
  type ToolFacts,
  type VerbUse,
} from "./facts.ts";
import { LEXICON, NOUN_FIRST, NOUN_TOO, phrasal } from "./lexicon.ts";
import { sentencesOf } from "./sentences.ts";
import { identifierTokens, lowerSameLength } from "./tokens.ts";

/** Words before the verb of a name that say how, not what. */
const FILLERS = new Set(
  "api mcp tool tools do batch bulk multi async sync my the auto smart quick safe fast force hard admin v1 v2 v3 simple advanced please can try internal handle".split(
    " ",
  ),
);
/** Words that join a verb to what follows, so that the verb before them leads. */
const JOINTS = new Set("as to from by for in with and or on of".split(" "));
const FUSED = /^(get|list|create|delete|update|search|fetch|remove|send|add|set|run|execute)([a-z]{4,})$/;

/** Lead-ins that stand before the verb of a main clause. */
const LEAD_IN = new Set(
  (
    "this tool tools function method endpoint api command action operation a an the to that which allows allow lets let enables enable helps help you user users " +
    "us one is are be can could may will would should used use uses using provides provide for it mcp server performs perform ability able " +
    "permanently safely immediately asynchronously quickly automatically directly efficiently simply programmatically recursively " +
    "interactively securely instantly remotely silently also optionally and then fully completely please supports support capable of by with " +
    "batch bulk forcefully gracefully temporarily intelligently manually atomically dynamically sequentially simultaneously only tries attempts " +
    "esta herramienta una un la el para permite ferramenta essa este tool's"
  ).split(" "),
);
const AMBIGUOUS_LEAD_IN = new Set([
  "enable",
  "enables",
  "use",
  "help",
  "provides",
  "provide",
  "support",
  "let",
  "sync",
  "perform",
  "performs",
]);

const SELECTOR =
  /^(action|operation|op|method|command|cmd|mode|subcommand|sub_command|verb|task|function|tool|request_type|operation_type|action_type|type|step)$/i;

const COORDINATION =
  /^\s*(,|\/|，|、|&|\bor\b|\band\b|\bthen\b|\|)?\s*(?:(?:and|or|then|optionally|also|to|e|y|o|ou)\b\s*)*$/;

const lookup = (word: string): { rule: string; verb: string; base: boolean } | undefined => LEXICON.forms.get(word);

/** A verb of the name: exact, or fused with its object (`listrepos`). */
const nameVerb = (token: Token): { rule: string; verb: string; base: boolean; length: number } | undefined => {
  const entry = lookup(token.text);
  // In a name, "maps" or "orders" is a plural: what a word of both kinds does stands in its base form.
  if (entry && !entry.base && token.text.endsWith("s") && NOUN_TOO.has(entry.verb)) return undefined;
  if (entry) return { ...entry, length: token.end - token.start };
  if (token.text.length < 7 || token.text.endsWith("ed")) return undefined;
  const fused = FUSED.exec(token.text);
  const fusedEntry = fused ? lookup(fused[1] ?? "") : undefined;
  return fused && fusedEntry ? { ...fusedEntry, length: (fused[1] ?? "").length } : undefined;
};

interface NameReading {
  uses: VerbUse[];
  object: string[];
}

/** The verbs of a name: which leads it, which stand elsewhere. */
const readName = (own: readonly Token[]): NameReading => {
  const found = own.map((token, at) => {
    const joint = phrasal(token.text, own[at + 1]?.text ?? "");
    return joint ? { ...joint, length: token.end - token.start } : nameVerb(token);
  });
  let lead = -1;
  let first = 0;
  while (first < own.length - 1 && FILLERS.has(own[first]?.text ?? "")) first++;
  if (found[first]) lead = first;
  // A noun first and a plain verb last: objects before verbs, as in `messageSend`.
  const last = own.length - 1;
  const nounFirst = lead >= 0 && last > lead && NOUN_FIRST.has(own[lead]?.text ?? "");
  const verbLast =
    found[last]?.base && !NOUN_TOO.has(own[last]?.text ?? "") && !own.some(({ text }) => JOINTS.has(text));
  if (nounFirst && verbLast) lead = last;
  if (lead < 0)
    lead = found.findIndex(
      (entry, at) => entry?.base === true && !NOUN_TOO.has(own[at]?.text ?? "") && !FILLERS.has(own[at]?.text ?? ""),
    );
  if (lead < 0 && found.at(-1)?.base) lead = own.length - 1;
  if (lead < 0) lead = found.findIndex((entry) => entry !== undefined);
  const uses: VerbUse[] = [];
  found.forEach((entry, at) => {
    const token = own[at];
    if (!entry || !token) return;
    const joined = at !== lead && /^(and|or)$/.test(own[at - 1]?.text ?? "");
    if (at !== lead && (!entry.base || (NOUN_TOO.has(token.text) && !joined))) return;
    uses.push({
      rule: entry.rule,
      verb: entry.verb,
      place: at === lead ? "name" : joined ? "name-also" : "name-rest",
      field: "name",
      start: token.start,
      end: token.start + entry.length,
    });
  });
  uses.sort((a, b) => (a.place === b.place ? a.start - b.start : a.place === "name" ? -1 : 1));
  return { uses, object: own.filter((_, at) => at !== lead).map((token) => token.text) };
};

/** Where the clause begins after a label: "RPC: Toggle …", "[Mail] Search …". */
const afterLabel = (words: Sentence["words"], text: string): number => {
  for (let at = 0; at < 4 && at + 1 < words.length; at++) {
    const between = text.slice(words[at]?.end, words[at + 1]?.start);
    if (between === " ") continue;
    if (/^\s*[:\]】]/.test(between) && lookup(words[at + 1]?.text ?? "")) return at + 1;
    if (/[.,;()]/.test(between)) return 0;
  }
  return 0;
};

/**
 * A main clause that no verb leads: "Commands for creating …", or another language, where the verb stands at its end.
 */
const pushUnled = (words: Sentence["words"], push: (index: number, place: VerbUse["place"]) => void): void => {
  const gerund = words.findIndex(
    (word, at) => at > 0 && word.text.endsWith("ing") && /^(for|of|by)$/.test(words[at - 1]?.text ?? ""),
  );
  if (gerund > 0 && lookup(words[gerund]?.text ?? "")) {
    push(gerund, "main");
    return;
  }
  const foreign = words.findLastIndex((word) => LEXICON.forms.get(word.text)?.foreign === true);
  if (foreign >= 0) push(foreign, "main");
};

/** The verb that leads a sentence after its lead-in, and those coordinated with it. */
const readSentence = (sentence: Sentence, text: string, siblings: Map<string, number>): VerbUse[] => {
  const { words } = sentence;
  const uses: VerbUse[] = [];
  const isMain = sentence.role === "main";
  let at = afterLabel(words, text);
  while (at < words.length) {
    const word = words[at]?.text ?? "";
    if (!LEAD_IN.has(word) && !/^(\w+ly|\d+\.?)$/.test(word)) break;
    if (AMBIGUOUS_LEAD_IN.has(word) && !/^(to|you|users?|the|a|an)$/.test(words[at + 1]?.text ?? "")) break;
    at++;
  }
  const lead = words[at];
  const push = (index: number, place: VerbUse["place"]): void => {
    const word = words[index];
    if (!word || word.negated || siblings.has(word.text)) return;
    const entry = phrasal(word.text, words[index + 1]?.text ?? "") ?? lookup(word.text);
    if (word && entry)
      uses.push({ rule: entry.rule, verb: entry.verb, place, field: "description", start: word.start, end: word.end });
  };
  if (lead) push(at, isMain ? "main" : "body");
  if (isMain && uses.length === 0) pushUnled(words, push);
  if (!isMain && uses.length === 0) return uses;
  for (let next = at + 1; next < Math.min(words.length, at + 30); next++) {
    const word = words[next];
    const previous = words[next - 1];
    if (!word || !previous) break;
    const entry = lookup(word.text);
    if (!entry || word.negated) continue;
    const joint = /^(and|or|then|to|also|e|y|o|ou)$/.test(previous.text);
    const between = text.slice(previous.end, word.start);
    if (joint ? NOUN_TOO.has(word.text) && next - at > 4 : !(/[,/，、|]/.test(between) && COORDINATION.test(between)))
      continue;
    if (!joint && NOUN_TOO.has(word.text) && next - at > 3) continue;
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
    const verb = lookup(word);
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
    const key = objectKey(reading?.object ?? []);
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
    const reading = readings[at] ?? { uses: [], object: [] };
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
      arguments: args,
      selector,
      claims,
    };
  });
};
