import { setTimeout } from "node:timers/promises";
import type { CrawlOptions, CrawlResult, crawl as crawlServers } from "../../../crawler/crawl.ts";
import type { StartPlan } from "../../../crawler/settings.ts";
import { DatabaseError } from "../../../db/database-error.ts";
import { isFromOutside } from "../../../db/look-again.ts";
import type { Db } from "../../../db/open.ts";
import type { Outcome } from "../../../db/records/outcome.ts";
import type { ServerRecord } from "../../../db/records/server.ts";
import { NetworkWatch } from "./network-watch.ts";
import type { Message, SharedQueue } from "./shared-queue.ts";

export interface WorkerSettings {
  home: string;
  concurrency: number;
  /** Null: what the machine's load asks for. */
  deadlineSeconds: number | null;
  signal: AbortSignal;
  sandbox: CrawlOptions["sandbox"];
  /** Ends when nothing was there to take for so many seconds; null: never. */
  idleSeconds: number | null;
  /** What lists the tools; the crawler by default. Tests start servers of their own. */
  crawl?: typeof crawlServers;
  /** Null when the network is there, else why not; tests give their own. */
  lookAtNetwork?: () => Promise<string | null>;
  onAttempt?: (server: string, outcome: Outcome) => void;
}

/** What a worker did. */
export interface WorkerSummary {
  listed: number;
  failed: number;
  /** Items that will come again, since something outside failed. */
  again: number;
}

/**
 * Items that a worker has for each server that it lists at once: one is fetched while another is listed. The crawler would
 * take more, and hold them back from other workers.
 */
const TAKEN_AHEAD = 2;
/** Milliseconds between two looks whether there is room for another item. */
const FULL_MS = 50;
/** Milliseconds between two looks into an empty queue. */
const POLL_MS = 500;
/** Well within the time after which a silent worker counts as ended. */
const KEEP_MS = 3_000;
/** How often a change is tried whose connection was lost in the middle of it. */
const WRITES = 3;
/** Attempts that fail from outside are worth so many tries in one crawl; the next crawl goes on. */
const TRIES = 3;

/**
 * Runs `write` again where the connection was lost in the middle of it: the server ends what a process holds that was
 * stopped, or slept.
 */
const written = async <Result>(write: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries === WRITES || !(error instanceof DatabaseError && error.problem === "interrupted")) throw error;
    }
  }
};

/**
 * Takes items from the queue and looks at their servers, until the signal or the end of the work. Each attempt is saved in
 * the transaction that marks its item as done; the queue is told afterwards. A worker that ends in between leaves a message
 * that comes again and finds its item done. Throws a NetworkError where this machine's network is down: its items are left
 * to other workers.
 */
export const runWorker = async (db: Db, queue: SharedQueue, settings: WorkerSettings): Promise<WorkerSummary> => {
  const crawl = settings.crawl ?? (await import("../../../crawler/crawl.ts")).crawl;
  const { finishItem, readItem, buryItem } = await import("../../../db/queries/jobs.ts");
  const { saveAttempt } = await import("../../../db/queries/save-attempt.ts");
  const { idleSeconds } = settings;
  // When a result cannot be kept: the items that are in work would otherwise be waited for, and never come to an end.
  const failure = new AbortController();
  const signal = AbortSignal.any([settings.signal, failure.signal]);
  const summary: WorkerSummary = { listed: 0, failed: 0, again: 0 };
  const watch = new NetworkWatch(settings.lookAtNetwork);
  const inWork = new Map<ServerRecord, { message: Message; source: string; startPlan: unknown }>();

  const next = async function* (): AsyncGenerator<ServerRecord> {
    for (let idleSince = Date.now(); !signal.aborted; ) {
      if (inWork.size - watch.held >= settings.concurrency * TAKEN_AHEAD) {
        await setTimeout(FULL_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      const message = await queue.take();
      if (!message) {
        await queue.eachDead((itemId) => written(() => buryItem(db, itemId)));
        // Nothing more comes that could tell whether what is held back is the network's fault.
        for (const result of await watch.rest()) await save(result);
        if (inWork.size > 0) idleSince = Date.now();
        if (idleSeconds !== null && Date.now() - idleSince > idleSeconds * 1000) return;
        await setTimeout(POLL_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      idleSince = Date.now();
      const item = await readItem(db, message.itemId);
      if (!item) {
        await queue.done(message);
        continue;
      }
      inWork.set(item.record, { message, source: item.source, startPlan: item.startPlan });
      yield item.record;
    }
  };

  const save = async ({ attempt, tools, record, plan: startPlan }: CrawlResult): Promise<void> => {
    const work = inWork.get(record);
    if (!work) throw new Error(`an attempt of ${record.name}, which was not taken`);
    const { message, source } = work;
    const { server, outcome } = attempt;
    const result = { attempt: { ...attempt, source }, tools, startPlan };
    if (isFromOutside(outcome) && !message.last && message.retries + 1 < TRIES) {
      await written(() => saveAttempt(db, record, result));
      await queue.failed(message, outcome);
      summary.again++;
    } else {
      // Not kept where another worker was faster, since this one was silent for too long.
      const isKept = await written(() => finishItem(db, message.itemId, record, result));
      await queue.done(message);
      if (isKept) summary[outcome === "listed" ? "listed" : "failed"]++;
    }
    inWork.delete(record);
    settings.onAttempt?.(server, outcome);
  };

  const saveAll = async (results: Promise<CrawlResult[]>): Promise<void> => {
    try {
      for (const result of await results) await save(result);
    } catch (error) {
      failure.abort();
      throw error;
    }
  };

  const held = (): Message[] => [...inWork.values()].map(({ message }) => message);
  const keeping = setInterval(() => {
    // When this fails the items come again, to this worker or another; saving the next attempt tells of it.
    queue.keep(held()).catch(() => {});
  }, KEEP_MS);
  try {
    const results = crawl(next(), {
      home: settings.home,
      // Each attempt is saved with the source of its own item.
      sourceId: "worker",
      sandbox: settings.sandbox,
      concurrency: settings.concurrency,
      ...(settings.deadlineSeconds === null ? {} : { deadlineMs: settings.deadlineSeconds * 1000 }),
      signal,
      planBefore: (record) => (inWork.get(record)?.startPlan ?? null) as StartPlan | null,
    });
    for await (const result of results) await saveAll(watch.pass(result));
    if (!signal.aborted) await saveAll(watch.rest());
  } finally {
    clearInterval(keeping);
    for (const message of held()) await queue.failed(message, "the worker was stopped").catch(() => {});
  }
  return summary;
};
