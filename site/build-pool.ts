import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Unit, UnitResult } from "./build-servers.ts";
import type { ThreadData } from "./build-thread.ts";
import { moduleFile } from "./page-renderer.ts";

/** Threads past which writing files is what takes the time. */
const MOST_THREADS = 8;
/** Results that may wait for an earlier one: bounds the memory where one unit takes much longer than others. */
const MOST_AHEAD = 12;

/**
 * Builds units on as many threads as there are processors, and gives the results in the order of the units, whatever
 * thread was first. Throws the first error of a thread, and the signal's reason when cancelled; no thread is left then.
 */
export const buildUnits = async (
  data: ThreadData,
  units: readonly Unit[],
  take: (result: UnitResult) => void,
  signal?: AbortSignal,
): Promise<void> => {
  if (units.length === 0) return;
  const workers: Worker[] = [];
  const waiting = new Map<number, UnitResult>();
  let sent = 0;
  let taken = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const idle = new Set<Worker>();
  const send = (): void => {
    for (const worker of idle) {
      const unit = units[sent];
      if (!unit || sent - taken >= MOST_AHEAD) return;
      sent++;
      idle.delete(worker);
      worker.postMessage(unit);
    }
  };
  const receive = (result: UnitResult): void => {
    waiting.set(result.at, result);
    for (let next = waiting.get(taken); next; next = waiting.get(taken)) {
      waiting.delete(taken++);
      take(next);
    }
    if (taken === units.length) resolve();
  };
  const cancel = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", cancel);
  try {
    signal?.throwIfAborted();
    for (let n = Math.min(availableParallelism(), MOST_THREADS, units.length); n > 0; n--) {
      const worker = new Worker(moduleFile("build-thread"), { workerData: data });
      workers.push(worker);
      idle.add(worker);
      worker.on("message", (result: UnitResult) => {
        try {
          receive(result);
          idle.add(worker);
          send();
        } catch (error) {
          reject(error);
        }
      });
      worker.on("error", reject);
      worker.on("exit", () => reject(new Error("a thread of the build ended before its work was done")));
    }
    send();
    await promise;
  } finally {
    signal?.removeEventListener("abort", cancel);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
};
