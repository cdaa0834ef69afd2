/** The step of the watch, in ms. */
const STEP_MS = 5;

/** How a stretch of the event loop went. */
export interface LoopTime {
  /** The longest that it was kept busy without a pause, in ms of the main thread's own processor time. */
  busyMs: number;
  /** How long it could have gone on but had to wait for a processor, in ms, altogether. */
  waitedMs: number;
}

/**
 * Watches the event loop. What counts as busy is the main thread's own processor time between two turns, not the time
 * that passed: on a machine with more to do than it has cores, any process waits its turn now and then for longer than
 * any bound, whatever its code does. `stop` ends the watch.
 */
export const watchLoop = (): { stop: () => LoopTime } => {
  const processor = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  const time: LoopTime = { busyMs: 0, waitedMs: 0 };
  let last = { used: processor(), at: performance.now() };
  const look = (): void => {
    const now = { used: processor(), at: performance.now() };
    const used = now.used - last.used;
    time.busyMs = Math.max(time.busyMs, used);
    time.waitedMs += Math.max(0, now.at - last.at - used - 2 * STEP_MS);
    last = now;
  };
  const timer = setInterval(look, STEP_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return time;
    },
  };
};
