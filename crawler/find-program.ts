import { statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve, sep } from "node:path";

/** The program behind a word as the shell would find it; null where there is none. `path`: as the variable PATH. */
export const programOf = (word: string, cwd: string, path: string): string | null => {
  const candidates =
    isAbsolute(word) || word.includes(sep)
      ? [resolve(cwd, word)]
      : path.split(delimiter).map((folder) => join(folder, word));
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile()) ?? null;
};
