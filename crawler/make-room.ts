import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, stat, statfs, utimes } from "node:fs/promises";
import { join } from "node:path";
import { OWNER } from "./owner.ts";
import { removeFolder } from "./remove-folder.ts";
import { dropUvCaches } from "./uv-cache.ts";

/*
 * Packages stay where they were installed, and the caches of npm and uv grow, for the next crawl to find them: without end
 * they would fill any disk. When little of it is free, what was used longest ago goes first, packages before caches: a
 * pinned package is seldom asked again, and what is common to many lies in the caches.
 */

/** Bytes that a crawl leaves free on the disk of its home, or this part of the disk where it is small. */
const KEPT_FREE = 10 * 2 ** 30;
const KEPT_PART = 0.1;
/** Longer than a package is looked at, in ms: what was used since then may be in use by another process too. */
const IN_USE_MS = 30 * 60_000;

export interface Room {
  /** Whether npm's caches may go too: only where no npm of this process runs. */
  beforeAll?: boolean;
  /** Bytes that are missing on the disk of a folder; none where the value is not above 0. Tests say others. */
  missing?: (folder: string) => Promise<number>;
}

const missingOnDisk = async (folder: string): Promise<number> => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return Math.min(KEPT_FREE, blocks * bsize * KEPT_PART) - bavail * bsize;
};

/** Says that the package in a folder is in use. False where there is none. */
export const useFolder = async (folder: string): Promise<boolean> => {
  const now = new Date();
  return utimes(folder, now, now).then(
    () => true,
    () => false,
  );
};

interface Found {
  path: string;
  usedAt: number;
}

const found = async (path: string): Promise<Found[]> => {
  const usedAt = (await stat(path).catch(() => null))?.mtimeMs;
  return usedAt === undefined ? [] : [{ path, usedAt }];
};

/** The installed packages of a home; a scoped one lies one level deeper. */
const installed = async (home: string): Promise<Found[]> => {
  const packages = join(home, "packages");
  const all: Found[] = [];
  for (const kind of existsSync(packages) ? await readdir(packages) : []) {
    for (const name of await readdir(join(packages, kind))) {
      if (name === ".partial") continue;
      const path = join(packages, kind, name);
      const scoped = name.startsWith("@") && !name.includes("@", 1);
      for (const one of scoped ? (await readdir(path)).map((inner) => join(path, inner)) : [path])
        all.push(...(await found(one)));
    }
  }
  return all;
};

const npmCaches = async (home: string): Promise<Found[]> => {
  const caches = ["confined-cache", "cache"].map((cache) => join(home, "npm", cache, "_cacache"));
  return (await Promise.all(caches.map(found))).flat();
};

/** Removes a folder of a home at once for all others. One that came into use meanwhile stays. */
const drop = async (home: string, { path, usedAt }: Found): Promise<void> => {
  const partial = join(home, "packages", "npm", ".partial");
  await mkdir(partial, { recursive: true });
  const own = await mkdtemp(join(partial, `${OWNER}-`));
  try {
    const [now] = await found(path);
    if (now?.usedAt !== usedAt) return;
    await rename(path, join(own, "dropped")).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error; // another crawl makes room too
    });
  } finally {
    await removeFolder(own);
  }
};

/**
 * Removes packages, and then caches, from a home while less is free on its disk than a crawl leaves free. What is in use
 * stays, so that there may be less all the same.
 */
export const makeRoom = async (
  home: string,
  { beforeAll = false, missing = missingOnDisk }: Room = {},
): Promise<void> => {
  if ((await missing(home)) <= 0) return;
  const oldest = (await installed(home)).sort((a, b) => a.usedAt - b.usedAt);
  for (const one of [...oldest, ...(beforeAll ? await npmCaches(home) : [])]) {
    if (one.usedAt > Date.now() - IN_USE_MS) continue;
    await drop(home, one);
    if ((await missing(home)) <= 0) return;
  }
  await dropUvCaches(home);
};
