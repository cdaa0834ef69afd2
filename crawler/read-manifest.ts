import { readFile, stat } from "node:fs/promises";
import type { Outcome } from "../db/records/outcome.ts";
import { LaunchError } from "./launcher.ts";

/** The longest manifest that is read, in bytes: it is parsed in one piece. */
const MAX_MANIFEST = 4 * 2 ** 20;

/**
 * The JSON of a file that a package or bundle brings, with or without a byte order mark. It is its author's, so that
 * whatever is wrong with it is an outcome of that one server: throws a LaunchError, in which the file is called `named`.
 */
export const readManifest = async (path: string, outcome: Outcome, named: string): Promise<unknown> => {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new LaunchError(outcome, `${named} is not there`);
  if (found.size > MAX_MANIFEST)
    throw new LaunchError(outcome, `${named} is longer than ${MAX_MANIFEST / 2 ** 20} MiB`);
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new LaunchError(outcome, `${named} is no JSON`);
  }
};
