import { crawl } from "../../crawler/crawl.ts";
import type { Sandbox } from "../../crawler/sandbox.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { chooseSandbox } from "../../crawler/sandboxes.ts";
import type { AttemptResult } from "../../db/records/attempt.ts";
import type { ProgressLine } from "../progress.ts";
import { postureOf } from "./known-looks.ts";
import { keepListing } from "./listing-cache.ts";
import type { Look } from "./look.ts";
import type { LiveTarget } from "./target.ts";

export interface ListOptions {
  home: string;
  /** Default: what the machine's load asks for. */
  deadlineMs?: number | undefined;
  concurrency: number;
  /** Start also the user's own servers in a sandbox. */
  sandboxOwn: boolean;
  signal: AbortSignal;
  progress: ProgressLine;
}

const lookOf = (target: LiveTarget, { attempt, tools }: AttemptResult): Look => ({
  name: target.name,
  unnamed: target.unnamed ?? false,
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
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
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

/**
 * Looks at servers by starting or dialling them; gives what came of each by its name. Throws a NoSandboxError where a server
 * that is not the user's own would have to run without one, and what ends the crawl.
 */
export const listStack = async (live: readonly LiveTarget[], options: ListOptions): Promise<Map<string, Look>> => {
  const looks = new Map<string, Look>();
  const free = live.filter(({ own }) => own && !options.sandboxOwn);
  const confined = live.filter((target) => !free.includes(target));
  try {
    if (free.length > 0) await listWith(free, none, options, looks);
    if (confined.length > 0) await listWith(confined, () => chooseSandbox({ home: options.home }), options, looks);
  } finally {
    options.progress.end();
  }
  return looks;
};
