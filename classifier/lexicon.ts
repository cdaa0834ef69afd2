import type { LexiconEntry } from "./facts.ts";
import { RULES } from "./rules.ts";

/**
 * Verbs that are as often nouns in names and descriptions: they count where a verb must stand (the lead), not in the
 * middle of a name (`list_orders`, `get_test_run`).
 */
export const NOUN_TOO = new Set(
  (
    "bundle forward push update step train advance drain compact contain combine load collect poll stat transform analysis analyzer comparison inspection assessment evaluation detection calculation calculator conversion converter translation translator validation validator verification checker generation generator creation execution executor runner deletion removal deployment management manager retrieval order list report test post record message comment book trade run search query call log note change tag label link " +
    "mark star vote track view display access release branch commit merge build deploy stage stake bid charge exchange " +
    "transfer swap refund schedule queue process start stop play pause watch set reset match filter sort count score rate " +
    "rank review audit check scan trace profile benchmark import export upload download sync share store backup draft " +
    "design plan issue fork clone copy file open close lock pin fix format map model index press type drop focus click " +
    "bridge mint burn claim deposit supply borrow repay fund tip pay invite request reply alert email mail notice monitor " +
    "support help guide answer ask chat dial phone step patch edit move switch use value trigger signal ban block mute " +
    "purchase buy sell rent reserve subscribe clear empty return result output print echo state status select lookup batch " +
    "load lead input snapshot screenshot capture render graph chart plot draw research estimate forecast summary cover track " +
    "target package address project document object program present permit host image screen archive hide trash bookmark follow " +
    "like watch join leave save hash cache shell command study probe dump peek handle control action  sign"
  ).split(" "),
);

/** Those that, first in a name, are more often its object: `messageSend`, `orderCreate`. */
export const NOUN_FIRST = new Set(
  (
    "order record message comment report post process schedule file project document branch issue label tag note link image " +
    "book model map plan draft compose host package address program object screen index stage release build deploy commit transfer " +
    "trade view result output input snapshot backup export import cache log group contact filter block"
  ).split(" "),
);

const VOWEL = /[aeiou]/;

/** Third person, participles and gerund of a regular English verb; doubling by the usual consonant rule. */
const inflect = (verb: string): string[] => {
  const last = verb.at(-1) ?? "";
  const before = verb.at(-2) ?? "";
  const third = /(s|x|z|ch|sh|o)$/.test(verb)
    ? `${verb}es`
    : last === "y" && !VOWEL.test(before)
      ? `${verb.slice(0, -1)}ies`
      : `${verb}s`;
  const stems = [verb];
  if (last === "e") stems.push(verb.slice(0, -1));
  if (/[^aeiou][aeiou][bdgklmnprt]$/.test(verb)) stems.push(verb + last);
  const out = [third];
  for (const stem of stems) out.push(`${stem}ing`);
  return out;
};

const IRREGULAR: Record<string, string> = { running: "run", setting: "set", putting: "put", getting: "get" };

const build = (): { forms: Map<string, LexiconEntry>; scripts: Map<string, LexiconEntry>; script: RegExp } => {
  const forms = new Map<string, LexiconEntry>();
  const scripts = new Map<string, LexiconEntry>();
  for (const rule of RULES) {
    for (const verb of rule.verbs?.english ?? []) forms.set(verb, { rule: rule.id, verb, base: true, foreign: false });
    for (const word of rule.verbs?.other ?? []) {
      const entry = { rule: rule.id, verb: word, base: true, foreign: true };
      if (/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(word)) scripts.set(word, entry);
      else forms.set(word, entry);
    }
  }
  for (const [verb, entry] of [...forms]) {
    if (entry.foreign || /[^a-z]/.test(verb)) continue;
    for (const form of inflect(verb))
      if (!forms.has(form)) forms.set(form, { rule: entry.rule, verb, base: false, foreign: false });
  }
  for (const [form, verb] of Object.entries(IRREGULAR)) {
    const entry = forms.get(verb);
    if (entry) forms.set(form, { rule: entry.rule, verb, base: false, foreign: false });
  }
  const words = [...scripts.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return { forms, scripts, script: new RegExp(words.length > 0 ? words.join("|") : "(?!)", "g") };
};

/** Verbs of two words, with the one that they mean. */
const PHRASAL: Record<string, string> = {
  "log in": "login",
  "logs in": "login",
  "log out": "logout",
  "logs out": "logout",
  "sign in": "login",
  "signs in": "login",
  "sign out": "logout",
  "roll back": "rollback",
  "rolls back": "rollback",
  "shut down": "shutdown",
  "shuts down": "shutdown",
  "look up": "search",
  "looks up": "search",
  "set up": "setup",
  "sets up": "setup",
  "clean up": "cleanup",
  "cleans up": "cleanup",
  "back up": "backup",
  "backs up": "backup",
  "spin up": "launch",
  "spins up": "launch",
  "bring up": "launch",
  "power on": "start",
  "power off": "shutdown",
  "tear down": "stop",
  "tears down": "stop",
  "kick off": "trigger",
  "kicks off": "trigger",
  "wake up": "wake",
  "send back": "return",
  "put back": "restore",
  "take over": "assign",
};

/** The words that phrasal verbs begin with. */
export const PHRASAL_FIRST: ReadonlySet<string> = new Set(
  Object.keys(PHRASAL).flatMap((phrase) => phrase.split(" ", 1)),
);

/** The verb that `word` makes together with the word after it, where they are one verb. */
export const phrasal = (word: string, next: string): LexiconEntry | undefined => {
  const verb = PHRASAL[`${word} ${next}`];
  return verb === undefined ? undefined : LEXICON.forms.get(verb);
};

/** All verb forms in Latin and Cyrillic script, all words of scripts without spaces, and one pattern for the latter. */
export const LEXICON = build();
