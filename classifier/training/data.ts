import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  type Capability,
  CapabilitySchema,
  type Category,
  CategorySchema,
  type Risk,
  RiskSchema,
} from "../../db/records/classification.ts";
import { textOf } from "../../db/records/definition.ts";
import { type Snapshot, SnapshotSchema } from "../../db/records/snapshot.ts";

/** A labelled tool. `gold` labels measure; the others only train. */
export interface Labelled {
  id: string;
  server: number;
  tool: number;
  gold: boolean;
  natural: boolean;
  /** How many readers labelled it, each without seeing the other's label. */
  readings: number;
  /** Whether they disagree on the category; the second one's stands in `alt`. */
  disputed: boolean;
  category: Category;
  alt: Category | undefined;
  risk: Risk;
  altRisk: Risk | undefined;
  capabilities: Capability[];
  maybe: Capability[];
  /** Cross-validation group: tools of servers that share text have the same. */
  group: number;
}

export interface TrainingData {
  snapshots: Snapshot[];
  labels: Labelled[];
}

const lines = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, at) => {
      try {
        return JSON.parse(line) as unknown;
      } catch (error) {
        throw new Error(`${path}:${at + 1}: ${(error as Error).message}`);
      }
    });

/** Shortest description that marks two tools as the same text; shorter ones ("Get user") recur by chance. */
const TELLING = 25;

/**
 * Groups of servers that share text: two servers stand in one group when they share two telling tool texts, one telling
 * text of a small server, or most of their tool names.
 */
const groupsOf = (snapshots: Snapshot[]): number[] => {
  const parent = snapshots.map((_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[at] = root;
    return root;
  };
  const byText = new Map<string, Set<number>>();
  const names = snapshots.map((snapshot) => new Set(snapshot.tools.map((tool) => tool.name.toLowerCase())));
  snapshots.forEach((snapshot, at) => {
    for (const tool of snapshot.tools) {
      const description = textOf(tool, "description").trim();
      if (description.length < TELLING) continue;
      const key = `${tool.name.toLowerCase()}\n${description.slice(0, 200)}`;
      const set = byText.get(key) ?? new Set();
      set.add(at);
      byText.set(key, set);
    }
  });
  for (const set of byText.values()) {
    const [first = 0, ...rest] = set;
    for (const other of rest) parent[find(other)] = find(first);
  }
  for (let a = 0; a < snapshots.length; a++) {
    for (let b = a + 1; b < snapshots.length; b++) {
      const left = names[a] ?? new Set();
      const right = names[b] ?? new Set();
      const small = Math.min(left.size, right.size);
      if (small < 3) continue;
      let shared = 0;
      for (const name of left) if (right.has(name)) shared++;
      if (shared >= 3 && shared / small >= 0.4) parent[find(b)] = find(a);
    }
  }
  return snapshots.map((_, at) => find(at));
};

/**
 * Reads the labelled tools: `dev.servers.jsonl` and `dev.labels.jsonl` of the gold folder, and the further labels.
 * Throws an Error with path and line where a file is missing or a label names no tool.
 */
export const readTrainingData = (goldFolder: string, furtherPath: string): TrainingData => {
  const serversPath = join(goldFolder, "dev.servers.jsonl");
  const goldPath = join(goldFolder, "dev.labels.jsonl");
  for (const path of [serversPath, goldPath, furtherPath])
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
  const snapshots = lines(serversPath).map((line) => SnapshotSchema.parse(line));
  const groups = groupsOf(snapshots);
  const places = new Map<string, [number, number]>();
  snapshots.forEach((snapshot, server) => {
    snapshot.tools.forEach((tool, at) => {
      places.set(`${snapshot.server.name}/${tool.name}`, [server, at]);
    });
  });
  const labels: Labelled[] = [];
  for (const [path, gold] of [
    [goldPath, true],
    [furtherPath, false],
  ] as const) {
    for (const line of lines(path)) {
      const label = line as Record<string, unknown>;
      const id = String(label.id);
      const place = places.get(id);
      if (!place) throw new Error(`${path}: no tool has the id ${id}`);
      labels.push({
        id,
        server: place[0],
        tool: place[1],
        gold,
        natural: label.stratum === "natural",
        readings: gold ? 2 : z.int().min(1).parse(label.readings),
        disputed: label.disputed === true,
        category: CategorySchema.parse(label.category),
        alt: CategorySchema.optional().parse(label.alt),
        risk: RiskSchema.parse(label.risk),
        altRisk: RiskSchema.optional().parse(label.altRisk),
        capabilities: CapabilitySchema.array().parse(label.capabilities),
        maybe: CapabilitySchema.array().parse(label.maybeCapabilities ?? label.maybe ?? []),
        group: groups[place[0]] ?? 0,
      });
    }
  }
  return { snapshots, labels };
};

/** Deals groups into folds of about equal size: largest first, to the fold with the fewest labels. Deterministic. */
export const foldsOf = (labels: readonly Labelled[], count: number): Map<number, number> => {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label.group, (sizes.get(label.group) ?? 0) + 1);
  const loads = new Array<number>(count).fill(0);
  const folds = new Map<number, number>();
  for (const [group, size] of [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const fold = loads.indexOf(Math.min(...loads));
    folds.set(group, fold);
    loads[fold] = (loads[fold] ?? 0) + size;
  }
  return folds;
};
