import { readFileSync } from "node:fs";

/** Milliseconds in which something on this machine waited for a processor so far (Linux 4.20 and later; else 0). */
const crowdedMs = (): number => {
  try {
    return Number(/^some .*total=(\d+)/m.exec(readFileSync("/proc/pressure/cpu", "latin1"))?.[1] ?? 0) / 1e3;
  } catch {
    return 0;
  }
};

/**
 * Begins to measure how long something takes that waits for processes or timers: the milliseconds on the clock less those
 * in which anything on this machine waited for a processor. What hangs shows at any load; what was only hindered does not.
 */
export const unhinderedTime = (): (() => number) => {
  const [began, crowded] = [performance.now(), crowdedMs()];
  return () => performance.now() - began - (crowdedMs() - crowded);
};

/** Begins to measure the processor time of this thread, in ms: for what only computes. */
export const computingTime = (): (() => number) => {
  const began = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / 1e3;
  };
};
