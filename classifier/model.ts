import shippedWeights from "./model/weights.json" with { type: "json" };
import shippedWording from "./model/wording.json" with { type: "json" };
import { BUCKETS, type Wording } from "./wording.ts";

/** A linear classifier over signal keys and, where it has them, wording buckets. */
export interface Head {
  classes: readonly string[];
  /** Per signal key one weight a class. */
  weights: ReadonlyMap<string, readonly number[]>;
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

export interface Model {
  version: string;
  category: Head;
  /** One head per category; its classes are the risks that the category may have. */
  risk: Readonly<Record<string, Head>>;
  /** One head per capability with the classes "no" and "yes". */
  capabilities: Readonly<Record<string, Head>>;
  calibration: Calibration;
  /** Least probability at which a capability is stated. */
  thresholds: Readonly<Record<string, number>>;
  /** All capability heads in one table: per key, what it adds to the log-odds of each, in the order of `names`. */
  capabilityTable: { names: readonly string[]; rows: ReadonlyMap<string, Float64Array> };
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

/** One row a key over all heads of two classes, so that a tool's keys are looked up once. */
const tableOf = (heads: Readonly<Record<string, Head>>): Model["capabilityTable"] => {
  const names = Object.keys(heads);
  const rows = new Map<string, Float64Array>();
  names.forEach((name, at) => {
    for (const [key, [no = 0, yes = 0]] of heads[name]?.weights ?? []) {
      const row = rows.get(key) ?? new Float64Array(names.length);
      row[at] = yes - no;
      rows.set(key, row);
    }
  });
  return { names, rows };
};

/** Reads the two model files. Throws an Error where they do not belong together. */
export const readModel = (weights: WeightsFile, wording: WordingFile): Model => {
  if (wording.buckets !== BUCKETS) throw new Error(`the wording model has ${wording.buckets} buckets, not ${BUCKETS}`);
  const heads: Record<string, Head> = {};
  for (const [name, head] of Object.entries(weights.heads)) {
    const words = wording.heads[name];
    heads[name] = {
      classes: head.classes,
      weights: new Map(Object.entries(head.weights)),
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
    category,
    risk: under("risk:"),
    capabilities,
    capabilityTable: tableOf(capabilities),
    calibration: weights.calibration,
    thresholds: weights.thresholds,
  };
};

let shipped: Model | undefined;

/** The model that ships with the package, read once. */
export const shippedModel = (): Model => {
  shipped ??= readModel(shippedWeights as unknown as WeightsFile, shippedWording as WordingFile);
  return shipped;
};

/** Raw scores of a head, one a class. */
export const scoresOf = (head: Head, keys: readonly string[], words: Wording): number[] => {
  const size = head.classes.length;
  const scores = new Float64Array(size);
  for (let i = 0; i < keys.length; i++) {
    const row = head.weights.get(keys[i] as string);
    if (row) for (let k = 0; k < size; k++) scores[k] = (scores[k] as number) + (row[k] as number);
  }
  if (head.wording) {
    const { scale, weights } = head.wording;
    const { ids, values } = words;
    // A loop a class: the sum stays in a register, and its terms are added in the same order.
    for (let k = 0; k < size; k++) {
      let sum = scores[k] as number;
      for (let at = 0; at < ids.length; at++)
        sum += (values[at] as number) * scale * (weights[(ids[at] as number) * size + k] as number);
      scores[k] = sum;
    }
  }
  return Array.from(scores);
};

/** Probabilities of raw scores at a temperature. */
export const probabilitiesOf = (scores: readonly number[], temperature = 1): number[] => {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};
