import { opendir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/** What one package with all its dependencies may unpack to; the largest of 62 well-known servers has 412 MB in 27,000 files. */
export const MAX_UNPACKED = { bytes: 1.5 * 2 ** 30, files: 150_000 } as const;

/** How often the disk is looked at while a package unpacks, in ms. */
const EVERY_MS = 500;
/** After a walk nothing is looked at for so many times as long as it took. */
const REST = 9;

interface Size {
  bytes: number;
  files: number;
}

/**
 * Counts what lies below a folder, until it is more than `most`. Links are not followed. With `since` (ms of the epoch)
 * only files that were written or linked from then on.
 */
export const folderSize = async (folder: string, most: Size, since?: number): Promise<Size> => {
  const size: Size = { bytes: 0, files: 0 };
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for await (const entry of await opendir(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      // A file may be gone again: npm unpacks beside and renames.
      const found = entry.isFile() ? await stat(path).catch(() => null) : null;
      if (since !== undefined && (found?.ctimeMs ?? 0) < since) continue;
      size.files++;
      size.bytes += found?.size ?? 0;
      if (size.bytes > most.bytes || size.files > most.files) return size;
    }
  }
  return size;
};

/**
 * Calls `exceeded` once, when a folder that is being written comes to hold more than `most`. The walk is made only when
 * the file system has lost a third of that meanwhile, so that it costs nothing in the usual case; where others fill the
 * disk it costs a tenth of the time. `since` as above, for a folder that held something before. Gives what stops it.
 */
export const watchFolder = async (
  folder: string,
  most: Size,
  exceeded: () => void,
  since?: number,
): Promise<() => void> => {
  const taken = async (): Promise<Size> => {
    const { bfree, bsize, ffree } = await statfs(folder);
    return { bytes: -bfree * bsize, files: -ffree };
  };
  const before = await taken();
  let busy = false;
  let restUntil = 0;
  const look = async (): Promise<void> => {
    const now = await taken();
    if ((now.bytes - before.bytes) * 3 < most.bytes && (now.files - before.files) * 3 < most.files) return;
    const begun = performance.now();
    const { bytes, files } = await folderSize(folder, most, since);
    if (bytes > most.bytes || files > most.files) exceeded();
    const ended = performance.now();
    restUntil = ended + (ended - begun) * REST;
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
  return () => clearInterval(timer);
};
