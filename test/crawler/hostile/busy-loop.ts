/** The step of the watch, in ms. */
const STEP_MS = 5;

/**
 * Watches how long the event loop is kept busy without a pause. What counts is the main thread's own processor time
 * between two turns, not the time that passed: on a machine with more to do than it has cores, any process waits its
 * turn now and then for longer than the bound, whatever its code does. `stop` gives the longest stretch, in ms.
 */
export const watchLoop = (): { stop: () => number } => {
  const processor = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let longest = 0;
  let last = processor();
  const look = (): void => {
    const now = processor();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, STEP_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return longest;
    },
  };
};
