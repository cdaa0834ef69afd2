import type { ToolFacts } from "../facts.ts";
import { type Judgement, judge } from "../judge.ts";
import { type Calibration, idsOf, type Model, readModel, scoresOf } from "../model.ts";
import { evidenceState } from "../verdict.ts";
import { type HeldOut, temperatureOf, truthOf } from "./calibrate.ts";
import { foldsOf, type TrainingData } from "./data.ts";
import { type Prepared, trainingIndices, trainModel } from "./train.ts";
import { factsOfView, seenOf, VIEWS, type View } from "./views.ts";

/** The facts of each label per view, and what the model sees of them. */
export const prepare = (data: TrainingData): { prepared: Prepared; facts: Record<View, ToolFacts[]> } => {
  const facts = Object.fromEntries(VIEWS.map((view) => [view, factsOfView(data, view)])) as Record<View, ToolFacts[]>;
  const seen = Object.fromEntries(VIEWS.map((view) => [view, facts[view].map(seenOf)])) as Prepared["seen"];
  return { prepared: { data, seen }, facts };
};

export interface CrossValidation {
  /** Per view, the judgement of each label by a model that never saw its servers, calibrated on other folds. */
  judged: Record<View, Judgement[]>;
  /** Temperatures from all held-out predictions: what the shipped model uses. */
  calibration: Calibration;
}

const STATES = ["described", "mute", "alone"] as const;

/** Cross-validation over groups of servers; `folds` of them. `progress` hears of each fold. */
export const crossValidate = (
  data: TrainingData,
  folds = 10,
  progress: (text: string) => void = () => {},
): CrossValidation => {
  const { prepared, facts } = prepare(data);
  const { labels } = data;
  const deal = foldsOf(labels, folds);
  const foldOf = labels.map((label) => deal.get(label.group) ?? 0);
  const models: Model[] = [];
  const heldOut: { fold: number; state: keyof Calibration; prediction: HeldOut }[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const held = labels.map((_, at) => at).filter((at) => foldOf[at] === fold);
    const files = trainModel(prepared, trainingIndices(prepared, held));
    const model = readModel(files.weights, files.wording);
    models.push(model);
    for (const at of held) {
      const label = labels[at];
      if (!label) continue;
      for (const view of VIEWS) {
        if (view === "unclaimed") continue;
        const each = facts[view][at];
        const seen = prepared.seen[view][at];
        if (!each || !seen) continue;
        const scores = scoresOf(model.category, idsOf(model, seen.keys), seen.words);
        const prediction = { scores, truth: truthOf(label.category) };
        heldOut.push({ fold, state: evidenceState(each), prediction });
      }
    }
    progress(`fold ${fold + 1} of ${folds}`);
  }
  // From the further labels too, which are every tool of their servers: rules were written while looking at mistakes on gold.
  const calibrationFrom = (fits: (entry: (typeof heldOut)[number]) => boolean): Calibration =>
    Object.fromEntries(
      STATES.map((state) => [
        state,
        temperatureOf(
          heldOut.filter((entry) => entry.state === state && fits(entry)).map(({ prediction }) => prediction),
        ),
      ]),
    ) as unknown as Calibration;
  const calibrated = models.map((model, fold) => ({
    ...model,
    calibration: calibrationFrom((entry) => entry.fold !== fold),
  }));
  const judged = Object.fromEntries(
    VIEWS.map((view) => [
      view,
      labels.map((_, at) => judge(facts[view][at] as ToolFacts, calibrated[foldOf[at] ?? 0] as Model)),
    ]),
  ) as Record<View, Judgement[]>;
  return { judged, calibration: calibrationFrom(() => true) };
};
