import { CAPABILITIES, CATEGORIES, type Capability, type Risk } from "../../db/records/classification.ts";
import { textOf } from "../../db/records/definition.ts";
import type { Calibration, WeightsFile, WordingFile } from "../model.ts";
import { LEVELS } from "../risk.ts";
import { capabilityKeys } from "../signals.ts";
import { BUCKETS, type Wording } from "../wording.ts";
import type { Labelled, TrainingData } from "./data.ts";
import { fitSoftmax, type Row } from "./logistic.ts";
import { aboutCapability, capabilityPriorOf, OPINED, priorOf, riskPriorOf } from "./prior.ts";
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
  /** How much a label counts: gold; read twice alike; read twice and disputed; read once. */
  worth: { gold: 1.5, agreed: 1, disputed: 0.6, once: 0.3 },
  /** How much of a label goes to its second, defensible risk. */
  alternativeRisk: 0.3,
  riskSignalPenalty: 3,
  riskWordPenalty: 10,
  capabilitySignalPenalty: 8,
  /** A gold label counts this much more for capabilities, which gold lists more fully. */
  capabilityGold: 4,
  /** A label read once counts this much for capabilities. */
  capabilityOnce: 0.5,
  /** A capability that could be argued counts this much as present. */
  maybe: 0.4,
  /** Least probability at which a capability is stated. */
  threshold: 0.38,
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
  /** Keys that the head does not look at. */
  skips?: (key: string) => boolean;
}

const encode = (bytes: Int8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

const NO_WORDS: Wording = { ids: new Int32Array(0), values: new Float64Array(0) };

const fitHead = ({ rows, classes, signalPenalty, wordPenalty, prior, skips = () => false }: HeadPlan): HeadFiles => {
  const keys = new Keys();
  const idsOf = rows.map(({ seen }) => seen.keys.filter((key) => !skips(key)).map((key) => keys.id(key)));
  keys.id("bias");
  const opinion = (key: string): boolean => !skips(key) && (prior?.(key).some((value) => value !== 0) ?? false);
  for (const key of OPINED) if (opinion(key)) keys.id(key);
  const count = keys.ids.size;
  const size = classes.length;
  const features = count + (wordPenalty === undefined ? 0 : BUCKETS);
  const penalty = new Float64Array(features).fill(wordPenalty ?? 0);
  penalty.fill(signalPenalty, 0, count);
  penalty[keys.id("bias")] = 0.01;
  const start = new Float64Array(features * size);
  if (prior) for (const [key, id] of keys.ids) start.set(prior(key), id * size);
  const vectors: Row[] = rows.map(({ seen, targets }, at) => {
    const own = idsOf[at] ?? [];
    const words = wordPenalty === undefined ? NO_WORDS : seen.words;
    return {
      ids: Int32Array.from([...own, ...words.ids.map((id) => id + count)]),
      values: Float64Array.from([...own.map(() => 1), ...words.values]),
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

/** How much a label counts in the fits of category and risk. */
const worthOf = ({ gold, readings, disputed }: Labelled): number => {
  const { worth } = SETTINGS;
  if (gold) return worth.gold;
  return readings < 2 ? worth.once : disputed ? worth.disputed : worth.agreed;
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
  const views = Object.entries(SETTINGS.views) as [View, number][];
  const heads: Record<string, HeadFiles> = {};
  heads.category = fitHead({
    classes: CATEGORIES,
    signalPenalty: SETTINGS.signalPenalty,
    wordPenalty: SETTINGS.wordPenalty,
    prior: priorOf,
    skips: aboutCapability,
    rows: indices.flatMap((at) => {
      const label = labels[at];
      if (!label) return [];
      return views.flatMap(([view, weight]) => {
        const each = seen[view][at];
        // Without annotations the two views are one.
        const claimed = data.snapshots[label.server]?.tools[label.tool]?.annotations !== undefined;
        if (!each || (view === "unclaimed" && !claimed)) return [];
        const seenAs = view === "full" && !claimed ? weight + SETTINGS.views.unclaimed : weight;
        const counts = seenAs * worthOf(label);
        const second = label.alt ? SETTINGS.alternative : 0;
        const share = (category: string): number =>
          category === label.category ? 1 - second : category === label.alt ? second : 0;
        return [{ seen: each, targets: CATEGORIES.map((category) => counts * share(category)) }];
      });
    }),
  });
  for (const category of CATEGORIES) {
    const levels = LEVELS[category];
    heads[`risk:${category}`] = fitHead({
      classes: levels,
      signalPenalty: SETTINGS.riskSignalPenalty,
      wordPenalty: SETTINGS.riskWordPenalty,
      prior: (key) => riskPriorOf(category, key),
      rows: indices.flatMap((at) => {
        const label = labels[at];
        if (!label || label.category !== category || !levels.includes(label.risk)) return [];
        return (["full", "mute"] as const).flatMap((view) => {
          const each = seen[view][at];
          const weight = (view === "full" ? 1 : SETTINGS.views.mute) * worthOf(label);
          const second = label.altRisk && levels.includes(label.altRisk) ? SETTINGS.alternativeRisk : 0;
          const share = (level: Risk): number =>
            level === label.risk ? 1 - second : level === label.altRisk ? second : 0;
          return each ? [{ seen: each, targets: levels.map((level) => weight * share(level)) }] : [];
        });
      }),
    });
  }
  for (const capability of Object.keys(CAPABILITIES) as Capability[]) {
    heads[`capability:${capability}`] = fitHead({
      classes: ["no", "yes"],
      signalPenalty: SETTINGS.capabilitySignalPenalty,
      prior: (key) => capabilityPriorOf(capability, key),
      rows: indices.flatMap((at) => {
        const label = labels[at];
        const each = seen.full[at];
        if (!label || !each) return [];
        const argued = label.maybe.includes(capability);
        // What gold calls arguable is neither right nor wrong.
        if (argued && label.gold) return [];
        const yes = argued ? SETTINGS.maybe : Number(label.capabilities.includes(capability));
        const keys = [...each.keys, ...capabilityKeys(each.keys, label.category)];
        const weight = label.gold ? SETTINGS.capabilityGold : label.readings < 2 ? SETTINGS.capabilityOnce : 1;
        return [{ seen: { ...each, keys }, targets: [weight * (1 - yes), weight * yes] }];
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
