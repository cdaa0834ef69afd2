import { readdirSync, readFileSync } from "node:fs";

/** How often the memory of a server is looked at, in ms; each look takes well under one. */
const EVERY_MS = 50;

/** Bytes of a memory page: entry 6 (AT_PAGESZ) of the auxiliary vector, pairs of u64 (getauxval(3)). */
const pageSize = (): number => {
  const vector = readFileSync("/proc/self/auxv");
  for (let at = 0; at + 16 <= vector.length; at += 16)
    if (vector.readBigUInt64LE(at) === 6n) return Number(vector.readBigUInt64LE(at + 8));
  throw new Error("/proc/self/auxv names no page size");
};
let page: number | null = null;

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // ended meanwhile
  }
};

const threadsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // ended meanwhile
  }
};

/**
 * A process and all its descendants, by `/proc/<pid>/task/<thread>/children` (Linux; proc(5)). A descendant that made
 * itself a child of process 1 is not in it; in a sandbox with process ids of its own that process is in the tree.
 */
export const treeOf = (pid: number): number[] => {
  const found = new Set([pid]);
  for (const member of found)
    for (const thread of threadsOf(member))
      for (const child of read(`/proc/${member}/task/${thread}/children`).split(" "))
        if (child !== "") found.add(Number(child));
  return [...found];
};

/** Resident bytes of a process and its descendants together; pages that they share count for each. Linux. */
export const residentBytes = (pid: number): number => {
  page ??= pageSize();
  const pages = treeOf(pid).map((member) => Number(read(`/proc/${member}/statm`).split(" ")[1] ?? 0));
  return pages.reduce((sum, count) => sum + count, 0) * page;
};

/** Calls `exceeded` once, when a process with its descendants has more than `limit` bytes resident. Gives what stops it. */
export const watchMemory = (pid: number, limit: number, exceeded: (bytes: number) => void): (() => void) => {
  if (process.platform !== "linux") return () => {};
  const timer = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes <= limit) return;
    clearInterval(timer);
    exceeded(bytes);
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
};
