import type { Snapshot } from "../../db/records/snapshot.ts";
import type { ToolFacts } from "../facts.ts";
import { readFacts } from "../read-facts.ts";
import { keysOf, signalsOf } from "../signals.ts";
import { type Wording, wordingOf } from "../wording.ts";
import type { Labelled, TrainingData } from "./data.ts";

/**
 * The ways in which a labelled tool is looked at: `full` as published; `unclaimed` without annotations; `mute` with
 * every description of the server's tools blanked; `alone` blanked and without siblings.
 */
export const VIEWS = ["full", "unclaimed", "mute", "alone"] as const;
export type View = (typeof VIEWS)[number];

const withoutDescriptions = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  tools: snapshot.tools.map((tool) => ({ ...tool, description: "" })),
});

const withoutClaims = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  tools: snapshot.tools.map(({ annotations: _, ...tool }) => tool as (typeof snapshot.tools)[number]),
});

/** The facts of every labelled tool in one view, in the order of the labels. */
export const factsOfView = ({ snapshots, labels }: TrainingData, view: View): ToolFacts[] => {
  if (view === "alone") {
    const blanked = snapshots.map(withoutDescriptions);
    return labels.map(({ server, tool }) => {
      const snapshot = blanked[server] as Snapshot;
      const [facts] = readFacts({ ...snapshot, tools: snapshot.tools.slice(tool, tool + 1) });
      return facts as ToolFacts;
    });
  }
  const change = { full: (snapshot: Snapshot) => snapshot, unclaimed: withoutClaims, mute: withoutDescriptions }[view];
  const used = new Set(labels.map((label: Labelled) => label.server));
  const facts = snapshots.map((snapshot, at) => (used.has(at) ? readFacts(change(snapshot)) : []));
  return labels.map(({ server, tool }) => facts[server]?.[tool] as ToolFacts);
};

/** What the model sees of a tool. */
export interface Seen {
  keys: string[];
  words: Wording;
}

export const seenOf = (facts: ToolFacts): Seen => {
  const signals = signalsOf(facts);
  return { keys: keysOf(facts, signals), words: wordingOf(facts) };
};
