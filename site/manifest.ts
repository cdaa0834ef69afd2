import { hash } from "node:crypto";
import { existsSync, rmdirSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** The site cannot be built into this folder; the message says what to do. */
export class SiteError extends Error {
  override readonly name = "SiteError";
}

/** Stands in every built site and says which build it holds. */
const MARK = ".toolrisk-site";

/** Which pages the folder of a site holds, each with the key of what it shows. */
export type Manifest = Map<string, string>;

const readMark = async (outDir: string): Promise<string | null> =>
  readFile(join(outDir, MARK), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });

const fileOf = (work: string, outDir: string): string =>
  join(work, `pages-${hash("sha256", resolve(outDir)).slice(0, 16)}.json`);

/**
 * Makes `outDir` ready to be written and says what it holds already. A folder that holds another build, or none that
 * ended, is emptied; one that holds something else is left alone and a SiteError says so. Until `keepManifest` is
 * called the folder counts as unfinished.
 */
export const openManifest = async (work: string, outDir: string): Promise<Manifest> => {
  const held = await readdir(outDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new SiteError(`${outDir}: the folder cannot be read (${error.message}): name another one`, { cause: error });
  });
  const mark = await readMark(outDir);
  if (held.length > 0 && mark === null)
    throw new SiteError(`${outDir}: the folder holds files that are no site of toolrisk: empty it or name another one`);
  const text = await readFile(fileOf(work, outDir), "utf8").catch(() => null);
  const whole = text !== null && mark === hash("sha256", text);
  if (!whole) await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await writeFile(join(outDir, MARK), "unfinished");
  if (!whole) return new Map();
  // Files that are counted and not named by pages: as many of them as this build needs are written.
  for (const name of held)
    if (/^(search|assets|feeds|sitemap.*)$/.test(name)) await rm(join(outDir, name), { recursive: true });
  return new Map(JSON.parse(text) as [string, string][]);
};

/** Whether a page that the folder holds by `known` is there with this key, so that it need not be written. */
export const holds = (outDir: string, known: ReadonlyMap<string, string>, path: string, key: string): boolean =>
  known.get(path) === key && existsSync(join(outDir, path, "index.html"));

/** Takes away pages by their paths, with the files and then empty folders beside them. */
export const prunePages = (outDir: string, paths: Iterable<string>): void => {
  for (const path of paths) {
    const folder = join(outDir, path);
    rmSync(folder, { recursive: true, force: true });
    const beside = join(outDir, "api/v1", path.replace(/\/$/, ""));
    rmSync(`${beside}.json`, { force: true });
    for (const parent of [dirname(folder), dirname(beside)]) {
      try {
        rmdirSync(parent);
      } catch {
        // It was not the last of its server.
      }
    }
  }
};

/** Notes what the finished folder holds, for the next build. */
export const keepManifest = async (work: string, outDir: string, pages: Manifest): Promise<void> => {
  const text = JSON.stringify([...pages]);
  await writeFile(fileOf(work, outDir), text);
  await writeFile(join(outDir, MARK), hash("sha256", text));
};
