import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";

/** Tells this process from an earlier one with its id: in a container that was started again every process has the same. */
const WORD = randomBytes(4).toString("hex");

/** This process in the names of what it has to itself while it works: the name ends in it, or in it and `-` with six letters. */
export const OWNER = `${process.pid}-${WORD}`;

const OWNED = /(\d+)-([0-9a-f]{8})(?:-\w{6})?$/;
/** Longer than anything is worked on: a process that lives may have got the id of one that was killed. */
const NOBODYS_MS = 24 * 60 * 60_000;

/** Whether what lies at a path was left behind by a process that was killed; false where its name tells of none. */
export const isAbandoned = async (path: string): Promise<boolean> => {
  const [, id, word] = OWNED.exec(path) ?? [];
  if (id === undefined || word === WORD) return false;
  if (Number(id) === process.pid) return true;
  try {
    process.kill(Number(id), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true; // else it is another user's
  }
  const found = await stat(path).catch(() => null);
  return found !== null && found.ctimeMs < Date.now() - NOBODYS_MS;
};
