import type { Posture } from "../../classifier/grade.ts";
import { crawl } from "../../crawler/crawl.ts";
import type { Sandbox } from "../../crawler/sandbox.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { chooseSandbox } from "../../crawler/sandboxes.ts";
import type { AttemptResult } from "../../db/records/attempt.ts";
import type { ProgressLine } from "../progress.ts";
import { cachedListing, keepListing } from "./listing-cache.ts";
import type { Look } from "./look.ts";
import type { LiveTarget, StackTarget } from "./target.ts";

export interface ListOptions {
  home: string;
  deadlineMs: number;
  concurrency: number;
  /** Start also the user's own servers in a sandbox. */
  sandboxOwn: boolean;
  signal: AbortSignal;
  progress: ProgressLine;
}

const postureOf = ({ record }: LiveTarget): Posture => ((record.remotes ?? []).length > 0 ? "unknown" : "local");

const lookOf = (target: LiveTarget, { attempt, tools }: AttemptResult): Look => ({
  name: target.name,
  target: target.target,
  place: target.place,
  outcome: attempt.outcome,
  error: attempt.error,
  doNext: attempt.doNext,
  sandbox: attempt.sandbox ?? null,
  listedAt: tools.length > 0 || attempt.outcome === "listed" ? attempt.startedAt : null,
  fromCache: false,
  posture: postureOf(target),
  description: target.record.description ?? null,
  definitions: tools,
});

/** What the cache has of a target; null where it must be looked at. */
export const cachedLook = (home: string, target: LiveTarget): Look | null => {
  const found = target.key === null ? null : cachedListing(home, target.key);
  if (!found) return null;
  const { name, place } = target;
  const { listedAt, sandbox, description, tools } = found;
  return {
    name,
    target: target.target,
    place,
    outcome: "listed",
    error: null,
    doNext: null,
    sandbox,
    listedAt,
    fromCache: true,
    posture: postureOf(target),
    description,
    definitions: tools,
  };
};

const listWith = async (
  targets: readonly LiveTarget[],
  sandbox: Sandbox | (() => Promise<Sandbox>),
  { home, deadlineMs, concurrency, signal, progress }: ListOptions,
  looks: Map<string, Look>,
): Promise<void> => {
  const byRecord = new Map(targets.map((target) => [target.record, target]));
  const attempts = crawl(byRecord.keys(), {
    home,
    sourceId: "check",
    sandbox,
    concurrency,
    deadlineMs,
    signal,
    onProgress: ({ done, total }) => progress.update(`looking at the servers: ${done}/${total ?? targets.length}`),
  });
  for await (const result of attempts) {
    const target = byRecord.get(result.record);
    if (!target) continue;
    const look = lookOf(target, result);
    looks.set(target.name, look);
    const { listedAt, sandbox: within, description, definitions } = look;
    if (look.outcome === "listed" && listedAt !== null && target.key !== null)
      keepListing(home, target.key, { listedAt, sandbox: within, description, tools: definitions });
  }
};

const finished = (target: StackTarget): Look | null => {
  if (target.kind === "live") return null;
  if (target.kind === "saved") return target.look;
  return {
    name: target.name,
    target: target.target,
    place: target.place,
    outcome: "refused",
    error: target.reason,
    doNext: null,
    sandbox: null,
    listedAt: null,
    fromCache: false,
    posture: "unknown",
    description: null,
    definitions: [],
  };
};

/**
 * Looks at every server of the stack, in the order of `targets`; `known` are those that need no new look. Throws a
 * NoSandboxError where a server that is not the user's own would have to run without one, and what ends the crawl.
 */
export const listStack = async (
  targets: readonly StackTarget[],
  known: ReadonlyMap<string, Look>,
  options: ListOptions,
): Promise<Look[]> => {
  const looks = new Map(known);
  const live = targets.filter((target) => target.kind === "live").filter(({ name }) => !looks.has(name));
  const free = live.filter(({ own }) => own && !options.sandboxOwn);
  const confined = live.filter((target) => !free.includes(target));
  try {
    if (free.length > 0) await listWith(free, none, options, looks);
    if (confined.length > 0) await listWith(confined, () => chooseSandbox({ home: options.home }), options, looks);
  } finally {
    options.progress.end();
  }
  return targets.flatMap((target) => {
    const look = looks.get(target.name) ?? finished(target);
    return look ? [look] : [];
  });
};
