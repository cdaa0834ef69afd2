import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import type { Classification } from "../../db/records/classification.ts";
import { type AnswerCache, answerCache } from "./answer-cache.ts";
import { type Asking, ask, type Outcome } from "./ask.ts";
import { askInBatch, hasBatches, MAX_BATCH } from "./batch.ts";
import { connect, type EndpointOptions } from "./endpoint.ts";
import { type FloorOf, floorOf } from "./floor.ts";
import { type Merged, merge } from "./merge.ts";
import { cacheKey, messagesFor, type Question } from "./prompt.ts";
import { type SpendingOptions, type Spent, spending } from "./spending.ts";

/** One tool to ask about, with the rules' verdict on it. */
export interface Item extends Question {
  classification: Classification;
}

export interface SecondOpinionOptions extends EndpointOptions {
  /** Folder of the answers, made where absent. A run that was stopped goes on from it. */
  cacheDir: string;
  /** Calls under way at once. Default: 4. */
  concurrency?: number;
  /** Calls begun in any minute. Default: no limit. */
  callsPerMinute?: number;
  /** What the run may cost. Default: no limit, which is for endpoints of one's own. */
  spending?: SpendingOptions;
  /** Most tokens of one answer. Default: 800. */
  maxTokens?: number;
  /** Most calls for one question whose failures pass. Default: 4. */
  attempts?: number;
  /** Longest wait that the run sits out, in milliseconds. Default: 60,000. */
  maxWaitMs?: number;
  /** Ask in one batch where the endpoint has batches; reads all items first. Default: false. */
  batch?: boolean;
  /** Milliseconds between two looks at a batch. Default: 15,000. */
  pollMs?: number;
  /** The risk below which no answer may go. Default: see `floorOf`. */
  floorOf?: FloorOf;
  /** Told after each answer what the run has used. */
  onSpent?: (spent: Readonly<Spent>) => void;
  signal?: AbortSignal;
}

/** What became of an item. Without an answer the classification is the rules' and `reason` says why. */
export interface SecondOpinion extends Merged {
  /** Where the answer came from. */
  from: "cache" | "endpoint" | "nowhere";
}

const conclude = (
  item: Item,
  outcome: Outcome,
  from: SecondOpinion["from"],
  options: SecondOpinionOptions,
): SecondOpinion => {
  if (outcome.kind === "answer")
    return {
      ...merge(item.definition, item.classification, outcome.answer, options.model, options.floorOf ?? floorOf),
      from,
    };
  const verb = { dropped: "dropped", later: "no answer", stop: "not asked, the run ended" }[outcome.kind];
  return {
    classification: item.classification,
    changed: false,
    reason: `${verb}: ${outcome.says}`,
    from: outcome.kind === "dropped" ? from : "nowhere",
  };
};

const fromCache = async (cache: AnswerCache, key: string): Promise<Outcome | undefined> => {
  const entry = await cache.get(key);
  if (!entry) return undefined;
  const { result, systemFingerprint } = entry;
  return "answer" in result
    ? { kind: "answer", answer: result.answer, systemFingerprint }
    : { kind: "dropped", says: result.dropped, systemFingerprint };
};

const keep = async (cache: AnswerCache, key: string, model: string, outcome: Outcome): Promise<void> => {
  if (outcome.kind !== "answer" && outcome.kind !== "dropped") return;
  const result = outcome.kind === "answer" ? { answer: outcome.answer } : { dropped: outcome.says };
  await cache.set(key, { version: 1, model, systemFingerprint: outcome.systemFingerprint, result });
};

/** Asks a batch for what the cache does not hold, within the spending limit, and keeps the answers in the cache. */
const prepare = async (
  items: readonly Item[],
  cache: AnswerCache,
  asking: Asking,
  options: SecondOpinionOptions,
): Promise<void> => {
  if (!(await hasBatches(asking.client, asking.sdk))) return;
  const open = new Map<string, Question>();
  const settles: ((usage: "unknown" | "nothing") => void)[] = [];
  for (const item of items) {
    const key = cacheKey(item, options.model);
    if (open.has(key) || open.size >= MAX_BATCH || (await cache.get(key))) continue;
    const settle = asking.spending.reserve(
      messagesFor(item).reduce((sum, { content }) => sum + content.length, 0),
      asking.maxTokens,
    );
    if (!settle) break;
    settles.push(settle);
    open.set(key, item);
  }
  if (open.size === 0) return;
  let outcomes: Map<string, Outcome> = new Map();
  try {
    outcomes = await askInBatch(open, {
      client: asking.client, model: options.model, maxTokens: asking.maxTokens,
      pollMs: options.pollMs ?? 15_000, dir: options.cacheDir, signal: options.signal,
    }); // biome-ignore format: one call
  } catch (error) {
    // a batch that the endpoint refuses is no loss: the same questions are asked one by one
    if (!(error instanceof asking.sdk.APIError) || error instanceof asking.sdk.APIUserAbortError) throw error;
  }
  for (const settle of settles) settle(outcomes.size > 0 ? "unknown" : "nothing");
  for (const [key, outcome] of outcomes) await keep(cache, key, options.model, outcome);
};

/**
 * Asks an OpenAI-compatible endpoint for a second opinion on each item and yields them in order with the opinion laid
 * beside the rules' verdict (`merge`). Tool text goes out as data, and nothing that comes back can lower a risk below
 * the rules' floor. Answers are kept, so a run that was stopped goes on where it was. Failures of the endpoint end in
 * `reason`, never in an exception; only an abort by `signal` and errors of the cache folder are thrown.
 */
export async function* secondOpinion(
  items: Iterable<Item> | AsyncIterable<Item>,
  options: SecondOpinionOptions,
): AsyncGenerator<SecondOpinion, void, void> {
  const concurrency = options.concurrency ?? 4;
  const { signal } = options;
  await mkdir(options.cacheDir, { recursive: true });
  const cache = answerCache(options.cacheDir);
  const { client, sdk } = await connect(options);
  const queue = new PQueue({
    concurrency,
    ...(options.callsPerMinute ? { intervalCap: options.callsPerMinute, interval: 60_000, strict: true } : {}),
  });
  let resumeAt = 0;
  const asking: Asking = {
    client,
    sdk,
    model: options.model,
    maxTokens: options.maxTokens ?? 800,
    attempts: options.attempts ?? 4,
    timeoutMs: options.timeoutMs ?? 60_000,
    maxWaitMs: options.maxWaitMs ?? 60_000,
    spending: spending(options.spending),
    format: { current: "json_schema" },
    schedule: (call) =>
      queue.add(
        async () => {
          const wait = resumeAt - Date.now();
          if (wait > 0) await sleep(wait, undefined, signal ? { signal } : {});
          return call();
        },
        signal ? { signal } : {},
      ),
    pause: async (ms) => {
      resumeAt = Math.max(resumeAt, Date.now() + ms);
      await sleep(ms, undefined, signal ? { signal } : {});
    },
    signal,
  };

  let stopped: Extract<Outcome, { kind: "stop" }> | undefined;
  const underWay = new Map<string, Promise<Outcome>>();
  const answerFor = async (item: Item): Promise<SecondOpinion> => {
    const key = cacheKey(item, options.model);
    const known = await fromCache(cache, key);
    if (known) return conclude(item, known, "cache", options);
    if (stopped) return conclude(item, stopped, "nowhere", options);
    // the same definition twice is one question
    const asked = underWay.get(key) ?? ask(item, asking);
    underWay.set(key, asked);
    const outcome = await asked;
    if (outcome.kind === "stop") stopped = outcome;
    await keep(cache, key, options.model, outcome);
    underWay.delete(key);
    options.onSpent?.(asking.spending.spent);
    return conclude(item, outcome, "endpoint", options);
  };

  let source = items;
  if (options.batch) {
    const all = await Array.fromAsync(items);
    await prepare(all, cache, asking, options);
    source = all;
  }
  const ahead: Promise<SecondOpinion>[] = [];
  try {
    for await (const item of source) {
      signal?.throwIfAborted();
      const opinion = answerFor(item);
      // it may fail while the consumer is busy; the failure is thrown when its turn comes
      opinion.catch(() => undefined);
      ahead.push(opinion);
      const first = ahead.length > concurrency * 2 ? ahead.shift() : undefined;
      if (first) yield await first;
    }
    for (let first = ahead.shift(); first; first = ahead.shift()) yield await first;
  } finally {
    // nothing of an abandoned run may reject unseen
    await Promise.allSettled(ahead);
    queue.pause();
  }
}
