import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { isAbandoned, OWNER } from "./owner.ts";
import { removeFolder } from "./remove-folder.ts";
import { sweepUvCaches } from "./uv-cache.ts";

/** Longer than any run of npm may take, in ms. */
const ABANDONED_MS = 15 * 60_000;

/** Removes what nobody is at any more, unless another crawl does: it is renamed first, which one of them can do. */
const removeAbandoned = async (folder: string, name: string): Promise<void> => {
  const own = join(folder, `${OWNER}-${randomBytes(3).toString("hex")}`);
  const taken = await rename(join(folder, name), own).then(
    () => true,
    () => false, // another crawl was faster
  );
  if (taken) await removeFolder(own);
};

const namesIn = async (folder: string): Promise<string[]> => (existsSync(folder) ? await readdir(folder) : []);

/** What npm is still fetching, below `home`: nothing in the cache leads to it, and no name tells whose it is. */
const UNFINISHED = ["confined-cache", "cache"].map((cache) => join("npm", cache, "_cacache", "tmp"));

/**
 * Removes from a home what crawlers that were killed have left behind: installs and caches that they were at, the uv that
 * they were fetching, and what their npm had not finished. What a process that still runs may be at stays.
 */
export const sweepHome = async (home: string): Promise<void> => {
  const packages = join(home, "packages");
  const kinds = await namesIn(packages);
  for (const folder of [join(home, "uv"), ...kinds.map((kind) => join(packages, kind, ".partial"))])
    for (const name of await namesIn(folder))
      if (await isAbandoned(join(folder, name))) await removeAbandoned(folder, name);
  await sweepUvCaches(home);
  for (const folder of UNFINISHED)
    for (const name of await namesIn(join(home, folder))) {
      const found = await stat(join(home, folder, name)).catch(() => null);
      if (found && found.mtimeMs < Date.now() - ABANDONED_MS) await removeAbandoned(join(home, folder), name);
    }
};
