import type { Token, ToolFacts, Word } from "./facts.ts";
import { hashOf, STEM } from "./sign-hash.ts";

/** Number of buckets that wording features are hashed into; a power of two. */
export const BUCKETS = 1 << 15;

/** A sparse vector: parallel lists of bucket and value. */
export interface Wording {
  ids: Int32Array;
  values: Float64Array;
}

/** Entries of a stretch of memory that vectors are cut from. */
const STRETCH = 1 << 14;

/**
 * The stretch that vectors are made in, one at a time: the one that is being made lies between `start` and `end`. A stretch
 * lives as long as one of its vectors; memory of its own for each vector would cost more than filling it.
 */
let ids = new Int32Array(STRETCH);
let values = new Float64Array(STRETCH);
let start = 0;
let end = 0;

/** A new stretch, which begins with what there is of the vector that is being made. */
const moveOn = (): void => {
  const begun = taken();
  const length = Math.max(STRETCH, 2 * begun.ids.length);
  ids = new Int32Array(length);
  ids.set(begun.ids);
  values = new Float64Array(length);
  values.set(begun.values);
  start = 0;
  end = begun.ids.length;
};

const push = (id: number, value: number): void => {
  if (end === ids.length) moveOn();
  ids[end] = id;
  values[end] = value;
  end++;
};

/** What was pushed since the last one was taken. */
const taken = (): Wording => {
  const wording = { ids: ids.subarray(start, end), values: values.subarray(start, end) };
  start = end;
  return wording;
};

const mix = (a: number, b: number): number => {
  let hash = Math.imul(a ^ (b >>> 15) ^ b, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
};

const KIND = {
  name: 1,
  nameFirst: 2,
  nameLast: 3,
  namePair: 4,
  nameStem: 5,
  mainFirst: 6,
  main: 7,
  mainPair: 8,
  argument: 9,
  argumentName: 10,
  body: 11,
  sibling: 12,
  places: 13,
  muteName: 14,
  server: 15,
  mainStem: 16,
  selector: 17,
} as const;

/** How many words of the server, and of its tool names, are looked at. */
const MOST_NEIGHBOURS = 32;

const serverCache = new WeakMap<ToolFacts["server"], Wording>();

/** The words of all tool names and of the server's description, once per server. */
const serverWording = (server: ToolFacts["server"]): Wording => {
  const known = serverCache.get(server);
  if (known) return known;
  const counted = [...server.nameWords].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_NEIGHBOURS);
  const total = Math.sqrt(counted.reduce((sum, [, count]) => sum + count * count, 0)) || 1;
  for (const [word, count] of counted) {
    push(mix(KIND.sibling, hashOf(word)), (0.7 * count) / total);
  }
  const words = [...server.words].slice(0, MOST_NEIGHBOURS);
  const norm = Math.sqrt(words.length) || 1;
  for (const word of words) push(mix(KIND.server, hashOf(word)), 0.5 / norm);
  const wording = taken();
  serverCache.set(server, wording);
  return wording;
};

const add = (kind: number, hash: number, value: number): void => push(mix(kind, hash), value);

/** The hash of a word of a description: another one where it is negated. */
const hashIn = ({ hash, negated }: Word): number => (negated ? hash ^ 0x5bd1e995 : hash);

/** The hashed words of a tool: its name, main clause, arguments, the rest, and its server. Deterministic. */
export const wordingOf = (facts: ToolFacts): Wording => {
  const { own, main, mute } = facts;
  const server = serverWording(facts.server);
  const nameValue = 0.8;
  let previous = 0;
  for (let at = 0; at < own.length && at < 8; at++) {
    const { hash, stem, text } = own[at] as Token;
    add(KIND.name, hash, nameValue);
    if (mute) add(KIND.muteName, hash, nameValue);
    if (at === 0) add(KIND.nameFirst, hash, nameValue);
    if (at === own.length - 1) add(KIND.nameLast, hash, 0.5);
    if (at > 0) add(KIND.namePair, Math.imul(previous, 31) ^ hash, nameValue);
    if (text.length > STEM) add(KIND.nameStem, stem, 0.5);
    previous = hash;
  }
  if (main) {
    const words = main.words;
    const read = Math.min(words.length, 24);
    const value = 1.6 / Math.sqrt(Math.max(4, read));
    previous = 0;
    for (let at = 0; at < read; at++) {
      const each = words[at] as Word;
      const hash = hashIn(each);
      if (at < 3) add(KIND.mainFirst, hash ^ at, 0.6);
      add(KIND.main, hash, value);
      if (at > 0) add(KIND.mainPair, Math.imul(previous, 31) ^ hash, value);
      if (each.text.length > STEM) add(KIND.mainStem, each.stem, value * 0.6);
      previous = hash;
    }
  }
  let body = 0;
  for (const sentence of facts.sentences) {
    if (sentence === main || sentence.role === "arguments" || sentence.role === "example") continue;
    for (const word of sentence.words) {
      if (body++ >= 40) break;
      add(KIND.body, hashIn(word), 0.2);
    }
  }
  const named = Math.min(facts.arguments.length, 20);
  const argumentValue = 1 / Math.sqrt(Math.max(3, named));
  for (let at = 0; at < named; at++) {
    const argument = facts.arguments[at];
    if (!argument) break;
    const { hashes } = argument;
    const last = hashes.length - 1;
    for (let each = 0; each < last; each++) add(KIND.argument, hashes[each] as number, argumentValue);
    add(KIND.argumentName, hashes[last] as number, argumentValue);
  }
  if (facts.selector) {
    for (const option of facts.selector.options.slice(0, 12)) add(KIND.selector, hashOf(option), 0.5);
  }
  let nameRule = "-";
  let mainRule = "-";
  for (const use of facts.uses) {
    if (use.place === "name") nameRule = use.rule;
    else if (use.place === "main" && mainRule === "-") mainRule = use.rule;
  }
  add(KIND.places, Math.imul(hashOf(nameRule), 31) ^ hashOf(mainRule), 1);
  for (let at = 0; at < server.ids.length; at++) push(server.ids[at] as number, server.values[at] as number);
  return taken();
};
