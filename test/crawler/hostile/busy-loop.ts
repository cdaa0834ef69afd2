import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** The step of the watch, in ms. */
const STEP_MS = 5;

/** How a stretch of the event loop went. */
export interface LoopTime {
  /** The longest that it stood still by its own doing, in ms. */
  blockedMs: number;
  /** The longest that it stood still for whatever reason, in ms: what `monitorEventLoopDelay` saw. */
  delayMs: number;
  /** How long it could have gone on but had to wait for a processor, in ms, altogether. */
  waitedMs: number;
}

/**
 * How long the main thread has waited for a processor so far, in ms: the second number of /proc/self/schedstat, in ns
 * (Documentation/scheduler/sched-stats.rst); 0 where the system does not count it.
 */
const waitedSoFar = (): number => {
  try {
    return Number(readFileSync("/proc/self/schedstat", "latin1").split(" ")[1]) / 1e6;
  } catch {
    return 0; // no Linux, or a kernel without it: all of the delay then counts as our own
  }
};

/**
 * Watches the event loop by `monitorEventLoopDelay`, which sees everything that keeps a timer from its turn: computing,
 * a read of a slow disk, waiting for a child. On a machine with more to do than it has cores it also sees that another
 * process has had the core, which says nothing about this one's code: the kernel counts that time, and it is taken off,
 * step by step. `stop` ends the watch.
 */
export const watchLoop = (): { stop: () => LoopTime } => {
  const delays = monitorEventLoopDelay({ resolution: STEP_MS });
  const time: LoopTime = { blockedMs: 0, delayMs: 0, waitedMs: 0 };
  let last = waitedSoFar();
  const look = (): void => {
    const now = waitedSoFar();
    const waited = now - last;
    last = now;
    time.waitedMs += waited;
    if (delays.count === 0) return;
    const delayed = delays.max / 1e6;
    time.delayMs = Math.max(time.delayMs, delayed);
    time.blockedMs = Math.max(time.blockedMs, delayed - waited);
    delays.reset();
  };
  delays.enable();
  const timer = setInterval(look, STEP_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      delays.disable();
      return time;
    },
  };
};
