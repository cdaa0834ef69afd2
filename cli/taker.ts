import { randomBytes } from "node:crypto";
import { hostname } from "node:os";

/** This process as the taker of items: machine, process id, and a word that no other process has. */
export const TAKER = `${hostname()}/${process.pid}/${randomBytes(6).toString("hex")}`;

/**
 * Whether a taker of this machine has surely ended. Of another machine nothing is known, and a process with its id may
 * be another one: then its items come back when it does not keep them.
 */
export const hasEnded = (taker: string): boolean => {
  const [host, id] = taker.split("/");
  const pid = Number(id);
  if (taker === TAKER || host !== hostname() || !Number.isInteger(pid)) return false;
  // A container that was restarted gives its only process the same id again.
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
};
