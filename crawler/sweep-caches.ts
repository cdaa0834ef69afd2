import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Longer than any run of npm or uv may take, in ms. */
const ABANDONED_MS = 15 * 60_000;

/**
 * Where npm and uv put what they are still fetching or unpacking, below `home`, and how its names begin. A run that is
 * killed leaves it there, and nothing in the cache leads to it.
 */
const UNFINISHED = ["confined-cache", "cache"].flatMap((cache) => [
  { folder: join("npm", cache, "_cacache", "tmp"), begins: "" },
  { folder: join("uv", cache), begins: ".tmp" },
]);

/** Removes from the caches of npm and uv what runs that were killed had not finished; what may still be written stays. */
export const sweepCaches = async (home: string): Promise<void> => {
  for (const { folder, begins } of UNFINISHED) {
    const path = join(home, folder);
    for (const name of existsSync(path) ? await readdir(path) : []) {
      if (!name.startsWith(begins)) continue;
      const changed = await stat(join(path, name)).catch(() => null);
      if (changed && changed.mtimeMs < Date.now() - ABANDONED_MS)
        await rm(join(path, name), { recursive: true, force: true });
    }
  }
};
