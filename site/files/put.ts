import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const made = new Set<string>();

/** Forgets which folders were made; for a new build, whose folder may have been emptied. */
export const forgetFolders = (): void => made.clear();

/**
 * Writes a file and the folders above it. Synchronous on purpose: for many small files that is several times as fast as
 * a promise for each.
 */
export const put = (file: string, content: string | Uint8Array): void => {
  const folder = dirname(file);
  if (!made.has(folder)) {
    mkdirSync(folder, { recursive: true });
    // Bounded, so that a build of a million folders does not keep their names.
    if (made.size > 50_000) made.clear();
    made.add(folder);
  }
  writeFileSync(file, content);
};
