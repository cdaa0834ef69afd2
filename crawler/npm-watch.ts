import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

/** What one package with all that it needs may be; the largest of 62 well-known servers needs 442 packages. */
export const MOST_PACKAGES = 3_000;
/** The longest lock that is read, in bytes, of npm's own or of a package: it is parsed in one piece. */
export const MAX_LOCK = 2 * 2 ** 20;

/** Why a package is refused that needs more. */
export const TOO_MANY = `it needs more than ${MOST_PACKAGES} packages, or a lock of more than ${MAX_LOCK / 2 ** 20} MiB`;

const EVERY_MS = 1_000;

const lengthOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

/**
 * Whether a folder holds more packages than one may need, or one that brings a lock which is too long: npm makes the folders
 * of all before it fills them, and has a package's own lock on the disk before it reads it. Looks into `node_modules` alone.
 */
export const hasTooMany = async (folder: string, most = MOST_PACKAGES): Promise<boolean> => {
  let packages = 0;
  const folders = [join(folder, "node_modules")];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory()) continue;
      const path = join(next, entry.name);
      // A scope, but not one within another: of those a package could bring any number.
      if (entry.name.startsWith("@") && basename(next) === "node_modules") {
        folders.push(path);
        continue;
      }
      if (++packages > most) return true;
      if ((await lengthOf(join(path, "npm-shrinkwrap.json"))) > MAX_LOCK) return true;
      folders.push(join(path, "node_modules"));
    }
  }
  return false;
};

/**
 * Counts the packages that an npm asks the registry about, from what it prints with `--loglevel=http`: a line for each
 * request, of which those for archives follow when all are known.
 */
export const packageCounter = (exceeded: () => void): ((chunk: Buffer) => void) => {
  let count = 0;
  return (chunk) => {
    for (const line of chunk.toString("latin1").split("\n"))
      if (line.startsWith("npm http ") && !line.includes(".tgz") && ++count === MOST_PACKAGES) exceeded();
  };
};

/** Calls `exceeded` once, when an install that is under way turns out to be of too many packages. Gives what stops it. */
export const watchPackages = (folder: string, exceeded: () => void): (() => void) => {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    if (await hasTooMany(folder)) {
      clearInterval(timer);
      exceeded();
    }
    busy = false;
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
};
