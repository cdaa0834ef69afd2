import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { UnitResult } from "./build-servers.ts";
import type { ThreadData } from "./build-thread.ts";
import { moduleFile } from "./page-renderer.ts";
import type { Unit } from "./units.ts";

/** Threads past which writing files is what takes the time. */
const MOST_THREADS = 8;
/** Results that may wait for an earlier one: bounds the memory where one unit takes much longer than others. */
const MOST_AHEAD = 24;
/** Units that a thread has at once, so that it need not wait until its last result was looked at. */
const AT_ONCE = 2;
/** Megabytes of a thread's heap for what is new: a page is, and is gone when it is written; the default is three times as much. */
const YOUNG_MB = 16;

/**
 * Builds units on as many threads as there are processors, and gives the results in the order of the units, whatever
 * thread was first. Throws the first error of a thread, and the signal's reason when cancelled; no thread is left then.
 */
export const buildUnits = async (
  data: ThreadData,
  units: Iterable<Unit>,
  take: (result: UnitResult) => void,
  signal?: AbortSignal,
): Promise<void> => {
  const rest = units[Symbol.iterator]();
  let next = rest.next();
  if (next.done) return;
  const workers: Worker[] = [];
  const waiting = new Map<number, UnitResult>();
  let sent = 0;
  let taken = 0;
  /** Then no thread may be started any more, whatever one that is being ended still says. */
  let over = false;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const busy = new Map<Worker, number>();
  const start = (): Worker => {
    const worker = new Worker(moduleFile("build-thread"), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    workers.push(worker);
    busy.set(worker, 0);
    worker.on("message", (result: UnitResult) => {
      try {
        busy.set(worker, (busy.get(worker) ?? 1) - 1);
        // Before the result is looked at, so that the thread has something to do meanwhile.
        send();
        receive(result);
        send();
      } catch (error) {
        reject(error);
      }
    });
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("a thread of the build ended before its work was done")));
    return worker;
  };
  const most = Math.min(availableParallelism(), MOST_THREADS);
  /** A thread that has nothing to do, a new one where there may be more, or one that has room; none otherwise. */
  const freeThread = (): Worker | undefined =>
    workers.find((worker) => busy.get(worker) === 0) ??
    (workers.length < most ? start() : workers.find((worker) => (busy.get(worker) ?? 0) < AT_ONCE));
  const send = (): void => {
    while (!over && !next.done && sent - taken < MOST_AHEAD) {
      const worker = freeThread();
      if (!worker) return;
      worker.postMessage(next.value);
      busy.set(worker, (busy.get(worker) ?? 0) + 1);
      sent++;
      next = rest.next();
    }
  };
  const receive = (result: UnitResult): void => {
    waiting.set(result.at, result);
    for (let first = waiting.get(taken); first; first = waiting.get(taken)) {
      waiting.delete(taken++);
      take(first);
    }
    if (next.done && taken === sent) resolve();
  };
  const cancel = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", cancel);
  try {
    signal?.throwIfAborted();
    send();
    await promise;
  } finally {
    over = true;
    signal?.removeEventListener("abort", cancel);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
};
