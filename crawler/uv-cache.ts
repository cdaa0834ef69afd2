import { join } from "node:path";
import type { Sandbox } from "./sandbox.ts";

/** uv's own cache, which a confined run shares with confined runs alone. */
export const uvCache = (home: string, { confines }: Sandbox): string =>
  join(home, "uv", confines ? "confined-cache" : "cache");

/** Who uses a cache in this process: any number at once, or one that takes something away from it. */
interface Users {
  shared: Set<Promise<unknown>>;
  alone: Promise<unknown> | null;
}
const caches = new Map<string, Users>();

const usersOf = (cache: string): Users => {
  const users = caches.get(cache) ?? { shared: new Set(), alone: null };
  caches.set(cache, users);
  return users;
};

/** Runs what adds to a cache and reads it, beside others that do; waits while something is taken away from it. */
export const inCache = async <T>(cache: string, work: () => Promise<T>): Promise<T> => {
  const users = usersOf(cache);
  while (users.alone) await users.alone.catch(() => {});
  const mine = work();
  users.shared.add(mine);
  try {
    return await mine;
  } finally {
    users.shared.delete(mine);
  }
};

/** Runs what takes something away from a cache, when nothing else uses it; what comes meanwhile waits. */
export const aloneInCache = async <T>(cache: string, work: () => Promise<T>): Promise<T> => {
  const users = usersOf(cache);
  while (users.alone) await users.alone.catch(() => {});
  const mine = Promise.allSettled(users.shared).then(work);
  users.alone = mine;
  try {
    return await mine;
  } finally {
    users.alone = null;
  }
};
