import { CAPABILITIES, CATEGORIES, type Capability } from "../../db/records/classification.ts";
import { textOf } from "../../db/records/definition.ts";
import type { Calibration, WeightsFile, WordingFile } from "../model.ts";
import { LEVELS } from "../risk.ts";
import { BUCKETS } from "../wording.ts";
import type { TrainingData } from "./data.ts";
import { fitSoftmax, type Row } from "./logistic.ts";
import { priorOf } from "./prior.ts";
import type { Seen, View } from "./views.ts";

/** What the fit is told; chosen by cross-validation (`npm run eval`). */
export const SETTINGS = {
  /** L2 penalty of a signal's weight. */
  signalPenalty: 1,
  /** L2 penalty of a word's weight. */
  wordPenalty: 4,
  /** How much a tool counts in each view. */
  views: { full: 0.8, unclaimed: 0.2, mute: 0.3, alone: 0.1 } satisfies Record<View, number>,
  /** How much of a label goes to its second, defensible category. */
  alternative: 0.2,
  riskSignalPenalty: 1,
  capabilitySignalPenalty: 0.5,
  /** A capability that could be argued counts this much as present. */
  maybe: 0.5,
  /** Least probability at which a capability is stated. */
  threshold: 0.5,
};

/** Everything that stays the same over folds: what the model sees of each label, per view. */
export interface Prepared {
  data: TrainingData;
  seen: Record<View, Seen[]>;
}

/** A weight that quantisation would lose is none. */
const round = (value: number): number => Math.round(value * 1000) / 1000;

class Keys {
  readonly ids = new Map<string, number>();
  id(key: string): number {
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(key, id);
    }
    return id;
  }
}

interface HeadFiles {
  weights: WeightsFile["heads"][string];
  wording: WordingFile["heads"][string] | undefined;
}

interface HeadPlan {
  rows: { seen: Seen; targets: readonly number[] }[];
  classes: readonly string[];
  signalPenalty: number;
  /** L2 penalty of the words; undefined: the head uses signals alone. */
  wordPenalty?: number;
  prior?: (key: string) => number[];
}

const encode = (bytes: Int8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

const fitHead = (keys: Keys, { rows, classes, signalPenalty, wordPenalty, prior }: HeadPlan): HeadFiles => {
  const count = keys.ids.size;
  const size = classes.length;
  const features = count + (wordPenalty === undefined ? 0 : BUCKETS);
  const penalty = new Float64Array(features).fill(wordPenalty ?? 0);
  penalty.fill(signalPenalty, 0, count);
  penalty[keys.id("bias")] = 0.01;
  const start = new Float64Array(features * size);
  if (prior) for (const [key, id] of keys.ids) start.set(prior(key), id * size);
  const vectors: Row[] = rows.map(({ seen, targets }) => {
    const words = wordPenalty === undefined ? { ids: [], values: [] } : seen.words;
    return {
      ids: Int32Array.from([...seen.keys.map((key) => keys.id(key)), ...words.ids.map((id) => id + count)]),
      values: Float64Array.from([...seen.keys.map(() => 1), ...words.values]),
      targets: Float64Array.from(targets),
    };
  });
  const fitted = fitSoftmax(vectors, { features, classes: size, penalty, prior: start });
  const weights: Record<string, number[]> = {};
  for (const [key, id] of [...keys.ids].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const row = Array.from(fitted.subarray(id * size, id * size + size), round);
    if (row.some((value) => Math.abs(value) >= 0.005)) weights[key] = row;
  }
  const head = { classes: [...classes], weights };
  if (wordPenalty === undefined) return { weights: head, wording: undefined };
  const words = fitted.subarray(count * size);
  const scale = words.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9) / 127;
  const bytes = Int8Array.from(words, (value) => Math.round(value / scale));
  return { weights: head, wording: { classes: size, scale, weights: encode(bytes) } };
};

/**
 * Fits all heads on the labels at `indices`. The calibration is left at temperature 1: `calibrate` sets it from
 * predictions on labels that were held out.
 */
export const trainModel = (
  { data, seen }: Prepared,
  indices: readonly number[],
): { weights: WeightsFile; wording: WordingFile } => {
  const { labels } = data;
  const keys = new Keys();
  for (const at of indices)
    for (const view of Object.keys(SETTINGS.views) as View[])
      for (const key of seen[view][at]?.keys ?? []) keys.id(key);
  const views = Object.entries(SETTINGS.views) as [View, number][];
  const heads: Record<string, HeadFiles> = {};
  heads.category = fitHead(keys, {
    classes: CATEGORIES,
    signalPenalty: SETTINGS.signalPenalty,
    wordPenalty: SETTINGS.wordPenalty,
    prior: priorOf,
    rows: indices.flatMap((at) => {
      const label = labels[at];
      if (!label) return [];
      return views.flatMap(([view, weight]) => {
        const each = seen[view][at];
        if (!each) return [];
        const second = label.alt ? SETTINGS.alternative : 0;
        const share = (category: string): number =>
          category === label.category ? 1 - second : category === label.alt ? second : 0;
        return [{ seen: each, targets: CATEGORIES.map((category) => weight * share(category)) }];
      });
    }),
  });
  for (const category of CATEGORIES) {
    const levels = LEVELS[category];
    heads[`risk:${category}`] = fitHead(keys, {
      classes: levels,
      signalPenalty: SETTINGS.riskSignalPenalty,
      rows: indices.flatMap((at) => {
        const label = labels[at];
        if (!label || label.category !== category || !levels.includes(label.risk)) return [];
        return (["full", "mute"] as const).flatMap((view) => {
          const each = seen[view][at];
          const weight = view === "full" ? 1 : SETTINGS.views.mute;
          return each ? [{ seen: each, targets: levels.map((level) => (level === label.risk ? weight : 0)) }] : [];
        });
      }),
    });
  }
  for (const capability of Object.keys(CAPABILITIES) as Capability[]) {
    heads[`capability:${capability}`] = fitHead(keys, {
      classes: ["no", "yes"],
      signalPenalty: SETTINGS.capabilitySignalPenalty,
      rows: indices.flatMap((at) => {
        const label = labels[at];
        const each = seen.full[at];
        if (!label || !each) return [];
        const yes = label.maybe.includes(capability) ? SETTINGS.maybe : Number(label.capabilities.includes(capability));
        return [{ seen: each, targets: [1 - yes, yes] }];
      }),
    });
  }
  const thresholds = Object.fromEntries(
    Object.keys(CAPABILITIES).map((capability) => [capability, SETTINGS.threshold]),
  );
  const calibration: Calibration = { described: 1, mute: 1, alone: 1 };
  const names = Object.keys(heads);
  return {
    weights: {
      about: "Weights of the signals, one row a key and one column a class; made by `npm run fit`, not by hand.",
      version: "1",
      calibration,
      thresholds,
      heads: Object.fromEntries(names.map((name) => [name, (heads[name] as HeadFiles).weights])),
    },
    wording: {
      about:
        "Weights of hashed words, signed 8-bit, bucket-major, base64, to be multiplied by scale; made by `npm run fit`.",
      buckets: BUCKETS,
      heads: Object.fromEntries(
        names.flatMap((name) => {
          const words = heads[name]?.wording;
          return words ? [[name, words]] : [];
        }),
      ),
    },
  };
};

/** Labels whose training must leave out those at `held`: other groups, and no tool of the same name and description. */
export const trainingIndices = ({ data }: Prepared, held: readonly number[]): number[] => {
  const { snapshots, labels } = data;
  const textKey = (at: number): string => {
    const label = labels[at];
    const tool = label ? snapshots[label.server]?.tools[label.tool] : undefined;
    return tool ? `${tool.name}\n${textOf(tool, "description")}` : "";
  };
  const groups = new Set(held.map((at) => labels[at]?.group));
  const texts = new Set(held.map(textKey));
  return labels.map((_, at) => at).filter((at) => !groups.has(labels[at]?.group) && !texts.has(textKey(at)));
};
