import { randomBytes } from "node:crypto";
import { chmod, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/** From so many bytes below the folder on, a folder is moved up: Linux takes paths of 4,095 bytes. */
const MAX_BELOW = 1_000;

const SLASH = Buffer.from("/");

/** Another crawl may sweep the same. */
const unlessGone = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "ENOENT") throw error;
};

/**
 * Removes what lies in a folder name by name, in bytes, for not every name is UTF-8; folders that may not be read are made
 * so. One that lies too deep to be named is moved up to `top` first, and is removed from there.
 */
const removeBelow = async (top: string, folder: Buffer): Promise<void> => {
  await chmod(folder, 0o700).catch(unlessGone);
  const entries = await readdir(folder, { withFileTypes: true, encoding: "buffer" }).catch(unlessGone);
  for (const entry of entries ?? []) {
    const path = Buffer.concat([folder, SLASH, entry.name]);
    if (!entry.isDirectory()) await unlink(path).catch(unlessGone);
    else if (path.length - Buffer.byteLength(top) <= MAX_BELOW) {
      await removeBelow(top, path);
      await rmdir(path).catch(unlessGone);
    } else {
      const moved = Buffer.from(join(top, randomBytes(8).toString("hex")));
      await chmod(path, 0o700); // to be moved it must be writable
      await rename(path, moved);
      await removeBelow(top, moved);
      await rmdir(moved);
    }
  }
};

/**
 * Removes a folder with all that lies in it, whatever that is: paths that are too long for the system, names that are no
 * text and folders that may not be read too, since what is in it is a server's or a package's doing.
 */
export const removeFolder = async (folder: string): Promise<void> => {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    await removeBelow(folder, Buffer.from(folder));
    await rmdir(folder).catch(unlessGone);
  }
};
