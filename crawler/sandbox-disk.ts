import { opendir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/** What one package with all its dependencies may unpack to; the largest of 62 well-known servers has 412 MB in 27,000 files. */
export const MAX_UNPACKED = { bytes: 1.5 * 2 ** 30, files: 150_000 } as const;

/** Why a package is refused that unpacks to more. */
export const TOO_LARGE = `it unpacks to more than ${MAX_UNPACKED.bytes / 2 ** 20} MiB, to more than ${MAX_UNPACKED.files} files, or to paths that are too long`;

/** How often the disk is looked at while a package unpacks, in ms. */
const EVERY_MS = 500;
/** After a walk nothing is looked at for so many times as long as it took. */
const REST = 1;
/** Where the file system does not count its files (Btrfs), walks are made by time alone, and the rest is longer. */
const BLIND_REST = 9;
/** A walk is made when the file system has lost this part of what is missing to the bound, or of the bound where less is missing. */
const PART_OF_MISSING = 1 / 3;
const PART_OF_BOUND = 1 / 30;

/** Entries of a folder that are read at once. */
const AT_ONCE = 256;

interface Size {
  bytes: number;
  files: number;
}

interface Count {
  size: Size;
  most: Size;
  /** Whether the sizes of files are asked for too, which takes many times as long as their names. */
  bytes: boolean;
}

/** Adds what lies below a folder, until it is more than `most`; true when it is. */
const count = async (folder: string, { size, most, bytes }: Count): Promise<boolean> => {
  const folders = [folder];
  const unnamed = (error: NodeJS.ErrnoException): null => {
    if (error.code !== "ENAMETOOLONG") throw error;
    size.files = Number.POSITIVE_INFINITY;
    return null;
  };
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    // Inside of a sandbox the paths to it are shorter.
    const entries = await opendir(next, { bufferSize: AT_ONCE }).catch(unnamed);
    if (entries === null) return true;
    for await (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      size.files++;
      // A file may be gone again: npm unpacks beside and renames.
      if (bytes && entry.isFile()) size.bytes += (await stat(path).catch(() => null))?.size ?? 0;
      if (size.bytes > most.bytes || size.files > most.files) return true;
    }
  }
  return false;
};

/**
 * The folders that `since` is looked at in: what is written into a cache comes as folders of its own, two levels deep at
 * most, which are made or put in place then. One that was not changed since holds nothing new.
 */
const newFolders = async (folder: string, since: number, depth = 2): Promise<string[]> => {
  const found: string[] = [];
  for await (const entry of await opendir(folder)) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    const isNew = ((await stat(path).catch(() => null))?.ctimeMs ?? 0) >= since;
    // A bucket is changed by each folder that is put into it.
    if (depth > 1 && !entry.name.startsWith(".")) found.push(...(await newFolders(path, since, depth - 1)));
    else if (isNew) found.push(path);
  }
  return found;
};

/**
 * Counts what lies below a folder, until it is more than `most`; a path that this machine cannot name is more, too. Links
 * are not followed. With `since` (ms of the epoch)
 * only what lies in folders that came into it from then on. Where it has too many files, none is asked for its size.
 */
export const folderSize = async (folder: string, most: Size, since?: number): Promise<Size> => {
  const folders = since === undefined ? [folder] : await newFolders(folder, since);
  const names: Size = { bytes: 0, files: 0 };
  for (const one of folders) if (await count(one, { size: names, most, bytes: false })) return names;
  const size: Size = { bytes: 0, files: 0 };
  for (const one of folders) if (await count(one, { size, most, bytes: true })) break;
  return size;
};

/**
 * Calls `exceeded` once, when a folder that is being written comes to hold more than `most`. A walk is made only when the
 * file system has lost a third of what was missing to that at the last one, so that it costs nothing in the usual case,
 * and what is too large is seen soon after it became so; where others fill the disk it costs half of the time at most.
 * `since` as above, for a folder that held something before. Gives what stops it.
 */
export const watchFolder = async (
  folder: string,
  most: Size,
  exceeded: () => void,
  since?: number,
): Promise<() => void> => {
  const taken = async (): Promise<Size & { counted: boolean }> => {
    const { bfree, bsize, ffree, files } = await statfs(folder);
    return { bytes: -bfree * bsize, files: -ffree, counted: files > 0 };
  };
  let before: Size = await taken();
  let found: Size = { bytes: 0, files: 0 };
  let busy = false;
  let restUntil = 0;
  let stopped = false;
  const mayBePast = (now: Size, unit: keyof Size): boolean => {
    const missing = Math.max((most[unit] - found[unit]) * PART_OF_MISSING, most[unit] * PART_OF_BOUND);
    return now[unit] - before[unit] >= missing;
  };
  const look = async (): Promise<void> => {
    const now = await taken();
    // What others delete meanwhile puts off a walk, but hides no more than that.
    before = { bytes: Math.min(before.bytes, now.bytes), files: Math.min(before.files, now.files) };
    if (now.counted && !mayBePast(now, "bytes") && !mayBePast(now, "files")) return;
    const begun = performance.now();
    found = await folderSize(folder, most, since);
    before = now;
    if ((found.bytes > most.bytes || found.files > most.files) && !stopped) {
      stop();
      exceeded();
    }
    const ended = performance.now();
    restUntil = ended + (ended - begun) * (now.counted ? REST : BLIND_REST);
  };
  const timer = setInterval(() => {
    if (busy || performance.now() < restUntil) return;
    busy = true;
    // The folder may be renamed into place or removed while it is looked at.
    look()
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  }, EVERY_MS);
  timer.unref();
  const stop = (): void => {
    stopped = true;
    clearInterval(timer);
  };
  return stop;
};
