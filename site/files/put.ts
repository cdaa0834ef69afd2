import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Folders whose existence is remembered; bounded, so that a build of a million folders does not keep their names. */
const MOST_FOLDERS = 20_000;

/**
 * Writes files and the folders above them. Synchronous on purpose: on a thread that has nothing else to wait for, this
 * is several times as fast as a promise for each step.
 */
export class FileWriter {
  readonly #made = new Set<string>();

  put(file: string, content: string | Uint8Array): void {
    const folder = dirname(file);
    if (!this.#made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      if (this.#made.size >= MOST_FOLDERS) this.#made.clear();
      this.#made.add(folder);
    }
    writeFileSync(file, content);
  }
}
