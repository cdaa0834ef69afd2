import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAbandoned, OWNER } from "./owner.ts";
import { removeFolder } from "./remove-folder.ts";
import type { Sandbox } from "./sandbox.ts";

/*
 * uv's caches of a home. Each install has one to itself while it lasts, so that what comes into it is that install's own:
 * its size is counted for nobody else, and what was refused is thrown away with the whole cache, whoever else installs.
 * There are as many as installs ran at once; the next install takes the first that is free, which knows what is common.
 *
 * A cache is a folder `ID` with a file beside it that says whose it is: `ID.free`, or `ID.` and its owner. Renaming that file
 * takes the cache, which one of several processes can do.
 */

/** Confined runs share nothing with others, which nothing kept from writing what they liked. */
const folderOf = (home: string, { confines }: Pick<Sandbox, "confines">): string =>
  join(home, "uv", confines ? "confined-caches" : "caches");

const FREE = ".free";
/** How the names begin of what uv is fetching or unpacking. */
const UNFINISHED = ".tmp";

/** Takes one that is free; null where none is. */
const takeFree = async (folder: string): Promise<string | null> => {
  for (const name of existsSync(folder) ? (await readdir(folder)).sort() : []) {
    if (!name.endsWith(FREE)) continue;
    const id = name.slice(0, -FREE.length);
    const taken = await rename(join(folder, name), join(folder, `${id}.${OWNER}`)).then(
      () => true,
      () => false, // another install was faster
    );
    if (taken) return id;
  }
  return null;
};

const takeOne = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const free = await takeFree(folder);
  if (free !== null) return free;
  const id = randomBytes(6).toString("hex");
  await writeFile(join(folder, `${id}.${OWNER}`), "");
  return id;
};

/**
 * Runs an install with one of uv's caches, which it has to itself until it ends, however it ends. What a uv that was killed
 * had not finished in it goes then; where the whole cache was moved away, there is one less.
 */
export const withUvCache = async <T>(
  home: string,
  sandbox: Pick<Sandbox, "confines">,
  work: (cache: string) => Promise<T>,
): Promise<T> => {
  const folder = folderOf(home, sandbox);
  const id = await takeOne(folder);
  const cache = join(folder, id);
  const token = `${cache}.${OWNER}`;
  try {
    await mkdir(cache, { recursive: true });
    return await work(cache);
  } finally {
    const left = existsSync(cache) ? await readdir(cache) : [];
    for (const name of left) if (name.startsWith(UNFINISHED)) await removeFolder(join(cache, name));
    if (existsSync(cache)) await rename(token, `${cache}${FREE}`);
    else await rm(token);
  }
};

/** Removes the caches that no install has, where the disk is full. */
export const dropUvCaches = async (home: string): Promise<void> => {
  for (const confines of [true, false]) {
    const folder = folderOf(home, { confines });
    for (let id = await takeFree(folder); id !== null; id = await takeFree(folder)) {
      await removeFolder(join(folder, id));
      await rm(join(folder, `${id}.${OWNER}`));
    }
  }
};

/** Removes the caches that processes had when they were killed. */
export const sweepUvCaches = async (home: string): Promise<void> => {
  for (const confines of [true, false]) {
    const folder = folderOf(home, { confines });
    for (const name of existsSync(folder) ? await readdir(folder) : []) {
      if (!(await isAbandoned(join(folder, name)))) continue;
      const [id = ""] = name.split(".");
      const own = join(folder, `${id}.${OWNER}`);
      const taken = await rename(join(folder, name), own).then(
        () => true,
        () => false, // another crawl sweeps it
      );
      if (!taken) continue;
      await removeFolder(join(folder, id));
      await rm(own);
    }
  }
};
