// The processor time of what this process has started, by looking at /proc again and again (Linux): a process in a sandbox
// that is killed is waited for by nobody whose account we could read.
import { readFileSync } from "node:fs";
import { treeOf } from "../../crawler/process-memory.ts";

/** How often the processes are looked at, in ms: what a process uses after the last look at it is missed. */
const EVERY_MS = 50;

/** Processor seconds of a process, with a name that no later process of the same number has; null when it has ended. */
const usedBy = (pid: number): { key: string; seconds: number } | null => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
    // After the command's name: utime and stime (11, 12, in hundredths of a second), start (19); proc(5).
    return { key: `${pid} ${fields[19]}`, seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return null;
  }
};

/** Sums the processor seconds of all descendants from now on. */
export const watchProcessorTime = (): { seconds: () => number; stop: () => void } => {
  const seen = new Map<string, number>();
  const look = (): void => {
    for (const pid of treeOf(process.pid)) {
      const used = pid === process.pid ? null : usedBy(pid);
      if (used) seen.set(used.key, used.seconds);
    }
  };
  const timer = process.platform === "linux" ? setInterval(look, EVERY_MS) : undefined;
  return {
    seconds: () => [...seen.values()].reduce((sum, one) => sum + one, 0),
    stop: () => clearInterval(timer),
  };
};
