import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** The step of the watch, in ms. */
const STEP_MS = 5;

/** How a stretch of the event loop went. */
export interface LoopTime {
  /** The longest that it stood still by the crawler's own doing, in ms. */
  blockedMs: number;
  /** The longest that it stood still for whatever reason, in ms: what `monitorEventLoopDelay` saw. */
  delayMs: number;
  /** How long anything on this machine could have gone on but had to wait for a processor, in ms, altogether. */
  crowdedMs: number;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // no Linux, or a kernel that does not count it: all of a delay is then our own
  }
};

/** What the kernel has counted so far, in ms. */
const counted = (): { used: number; crowded: number } => {
  const { user, system } = process.threadCpuUsage();
  const waited = Number(read("/proc/self/schedstat").split(" ")[1] ?? 0) / 1e6;
  const some = /^some .*total=(\d+)/m.exec(read("/proc/pressure/cpu"))?.[1];
  return { used: (user + system) / 1e3, crowded: some === undefined ? waited : Number(some) / 1e3 };
};

/**
 * Watches the event loop by `monitorEventLoopDelay`, which sees everything that keeps a timer from its turn: computing, a
 * slow disk, waiting for a child. Where there is more to do than there are processors it also sees that something else had
 * the processor: this thread waits, or the child whose start it waits for does (`spawn` returns when the child's program
 * has been loaded). None of that is in the crawler's hands, so the time in which the kernel saw anything wait for a
 * processor is taken off, step by step (`/proc/pressure/cpu`, else this thread's own wait by `/proc/self/schedstat`). What
 * the main thread computed itself always counts. `stop` ends the watch.
 */
export const watchLoop = (): { stop: () => LoopTime } => {
  const delays = monitorEventLoopDelay({ resolution: STEP_MS });
  const time: LoopTime = { blockedMs: 0, delayMs: 0, crowdedMs: 0 };
  let last = counted();
  const look = (): void => {
    const now = counted();
    const [used, crowded] = [now.used - last.used, now.crowded - last.crowded];
    last = now;
    time.crowdedMs += crowded;
    const delayed = delays.count === 0 ? 0 : delays.max / 1e6;
    delays.reset();
    time.delayMs = Math.max(time.delayMs, delayed);
    time.blockedMs = Math.max(time.blockedMs, used, delayed - crowded);
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
