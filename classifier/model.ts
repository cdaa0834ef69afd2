import { CAPABILITIES, CATEGORIES, type Capability } from "../db/records/vocabulary.ts";
import type { ToolFacts } from "./facts.ts";
import shippedWeights from "./model/weights.json" with { type: "json" };
import shippedWording from "./model/wording.json" with { type: "json" };
import { prepared } from "./prepared.ts";
import type { Signal } from "./rule.ts";
import { capabilityKey, categoryKey, idsIn } from "./signals.ts";
import { BUCKETS, type Wording } from "./wording.ts";

/**
 * Numbers for keys, so that a key is looked up once for all heads. Rows of weights stand in the order of these numbers;
 * row 0, all zeros, is that of every key that no head knows.
 */
export type KeyIds = ReadonlyMap<string, number>;

/** A linear classifier over signal keys and, where it has them, wording buckets. */
export interface Head {
  classes: readonly string[];
  /** A row a key, a weight a class; zeros for a key that the head does not look at. */
  weights: Float64Array;
  /** Bucket-major weights of the wording, or none. */
  wording: { scale: number; weights: Int8Array } | undefined;
}

/** Turns raw scores into a calibrated probability: scores are divided by `temperature` of the evidence state. */
export interface Calibration {
  /** For a tool whose description says something. */
  described: number;
  /** For a tool without a telling description that has siblings. */
  mute: number;
  /** For a tool without a telling description and without siblings. */
  alone: number;
}

/** The model as data alone. */
export interface ModelTables {
  version: string;
  ids: KeyIds;
  category: Head;
  /** One head per category; its classes are the risks that the category may have. */
  risk: Readonly<Record<string, Head>>;
  /** One head per capability with the classes "no" and "yes". */
  capabilities: Readonly<Record<string, Head>>;
  calibration: Calibration;
  /** Least probability at which a capability is stated. */
  thresholds: Readonly<Record<string, number>>;
  capabilityTable: CapabilityTable;
}

export interface Model extends ModelTables {
  /** The ids of what is seen in a tool, those of its signals first. */
  idsSeen: (facts: ToolFacts, signals: readonly Signal[]) => number[];
}

/** All capability heads in one table. */
export interface CapabilityTable {
  /** Those of the vocabulary that have a head, in its order. */
  names: readonly Capability[];
  /** Least probability at which each is stated. */
  thresholds: Float64Array;
  /** A row a key: what it adds to the log-odds of each capability, in the order of `names`. */
  weights: Float64Array;
  /** By category: the id of the category's own key, and by id of a signal's key the id of what that means in the category. */
  within: Readonly<Record<string, { own: number; ids: Int32Array }>>;
}

/** The form of `model/weights.json`: readable, one line a key. */
export interface WeightsFile {
  about: string;
  version: string;
  calibration: Calibration;
  thresholds: Record<string, number>;
  heads: Record<string, { classes: string[]; weights: Record<string, number[]> }>;
}

/** The form of `model/wording.json`: weights of hashed words, 8 bits each, base64, per head. */
export interface WordingFile {
  about: string;
  buckets: number;
  heads: Record<string, { classes: number; scale: number; weights: string }>;
}

type NodeBuffer = { from(text: string, encoding: "base64"): Uint8Array };

/** Node's own decoder where there is one, which is some twenty times as fast; a browser has `atob`. */
const decode = (text: string): Int8Array => {
  const native = (globalThis as { Buffer?: NodeBuffer }).Buffer;
  if (!native) return Int8Array.from(atob(text), (char) => (char.charCodeAt(0) << 24) >> 24);
  const bytes = native.from(text, "base64");
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
};

/** The ids of all keys of all heads, and of those that only matter within a category. */
const idsOfKeys = (heads: WeightsFile["heads"]): Map<string, number> => {
  const ids = new Map<string, number>();
  const add = (key: string): void => {
    if (!ids.has(key)) ids.set(key, ids.size + 1);
  };
  for (const { weights } of Object.values(heads))
    for (const key of Object.keys(weights)) {
      add(key);
      add(key.slice(key.indexOf("*") + 1));
    }
  return ids;
};

/** One row a key over all heads of two classes. */
const tableOf = (
  heads: Readonly<Record<string, Head>>,
  keys: KeyIds,
  thresholds: Record<string, number>,
): CapabilityTable => {
  const names = (Object.keys(CAPABILITIES) as Capability[]).filter((name) => heads[name]);
  const rows = keys.size + 1;
  const weights = new Float64Array(rows * names.length);
  names.forEach((name, at) => {
    const own = heads[name]?.weights ?? [];
    for (let id = 0; id < rows; id++) weights[id * names.length + at] = (own[2 * id + 1] ?? 0) - (own[2 * id] ?? 0);
  });
  const within = Object.fromEntries(
    CATEGORIES.map((category) => {
      const ids = new Int32Array(rows);
      for (const [key, id] of keys) ids[id] = keys.get(capabilityKey(category, key)) ?? 0;
      return [category, { own: keys.get(categoryKey(category)) ?? 0, ids }];
    }),
  );
  return { names, thresholds: Float64Array.from(names, (name) => thresholds[name] ?? 0.5), weights, within };
};

const tablesOf = (weights: WeightsFile, wording: WordingFile): ModelTables => {
  if (wording.buckets !== BUCKETS) throw new Error(`the wording model has ${wording.buckets} buckets, not ${BUCKETS}`);
  const ids = idsOfKeys(weights.heads);
  const heads: Record<string, Head> = {};
  for (const [name, head] of Object.entries(weights.heads)) {
    const words = wording.heads[name];
    const rows = new Float64Array((ids.size + 1) * head.classes.length);
    for (const [key, row] of Object.entries(head.weights)) rows.set(row, (ids.get(key) ?? 0) * head.classes.length);
    heads[name] = {
      classes: head.classes,
      weights: rows,
      wording: words ? { scale: words.scale, weights: decode(words.weights) } : undefined,
    };
  }
  const under = (prefix: string): Record<string, Head> =>
    Object.fromEntries(
      Object.entries(heads)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, head]) => [name.slice(prefix.length), head]),
    );
  const { category } = heads;
  const capabilities = under("capability:");
  if (!category) throw new Error("the model has no head for the category");
  return {
    version: weights.version,
    ids,
    category,
    risk: under("risk:"),
    capabilities,
    capabilityTable: tableOf(capabilities, ids, weights.thresholds),
    calibration: weights.calibration,
    thresholds: weights.thresholds,
  };
};

const modelOf = (tables: ModelTables): Model => ({ ...tables, idsSeen: idsIn(tables.ids) });

/** Reads the two model files. Throws an Error where they do not belong together. */
export const readModel = (weights: WeightsFile, wording: WordingFile): Model => modelOf(tablesOf(weights, wording));

let shipped: Model | undefined;

/** The model that ships with the package, read once. */
export const shippedModel = (): Model => {
  shipped ??= modelOf(
    prepared("model", () => tablesOf(shippedWeights as unknown as WeightsFile, shippedWording as WordingFile)),
  );
  return shipped;
};

/** The ids of keys, in their order; 0 for a key that no head knows. */
export const idsOf = ({ ids }: Model, keys: readonly string[]): number[] => keys.map((key) => ids.get(key) ?? 0);

/** What a head adds to a class for the key with an id; 0 for a class that it does not have. */
export const weightAt = ({ classes, weights }: Head, id: number, index: number): number =>
  index >= 0 && index < classes.length ? (weights[id * classes.length + index] as number) : 0;

/** Raw scores of a head, one a class, from the ids of keys and the wording. */
export const scoresOf = (head: Head, ids: readonly number[], words: Wording): Float64Array => {
  const size = head.classes.length;
  const scores = new Float64Array(size);
  for (let at = 0; at < ids.length; at++) {
    const row = (ids[at] as number) * size;
    for (let k = 0; k < size; k++) scores[k] = (scores[k] as number) + (head.weights[row + k] as number);
  }
  if (head.wording) {
    const { scale, weights } = head.wording;
    // A loop a class: the sum stays in a register, and its terms are added in the same order.
    for (let k = 0; k < size; k++) {
      let sum = scores[k] as number;
      for (let at = 0; at < words.ids.length; at++)
        sum += (words.values[at] as number) * scale * (weights[(words.ids[at] as number) * size + k] as number);
      scores[k] = sum;
    }
  }
  return scores;
};

/** Probabilities of raw scores at a temperature. */
export const probabilitiesOf = (scores: ArrayLike<number>, temperature = 1): number[] => {
  let top = -Infinity;
  for (let k = 0; k < scores.length; k++) top = Math.max(top, scores[k] as number);
  const powers: number[] = [];
  let total = 0;
  for (let k = 0; k < scores.length; k++) {
    const power = Math.exp(((scores[k] as number) - top) / temperature);
    powers.push(power);
    total += power;
  }
  for (let k = 0; k < powers.length; k++) powers[k] = (powers[k] as number) / total;
  return powers;
};
