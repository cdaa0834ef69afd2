import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BundleOptions } from "./page-bundle.ts";

/** Bundles of other versions or places of the site that are kept, the latest ones. */
const KEPT = 3;

/** A module of this folder: published as JavaScript, run from TypeScript. */
export const moduleFile = (name: string): string => {
  const source = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return existsSync(source) ? source : source.replace(/\.ts$/, ".js");
};

/**
 * Runs the bundler in a process of its own: it takes more memory than all else of a build, which ends with the process.
 */
const bundleElsewhere = async (options: BundleOptions, signal: AbortSignal | undefined): Promise<void> => {
  const child: ChildProcess = fork(moduleFile("bundle-process"), [JSON.stringify(options)], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    ...(signal && { signal }),
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const [code] = await once(child, "close").catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`the pages could not be bundled:\n${said.trim()}`);
};

const dropOld = async (work: string): Promise<void> => {
  const names = (await readdir(work)).filter((name) => name.startsWith("pages-") && !name.endsWith(".json"));
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(work, name))).mtimeMs })));
  for (const { name } of dated.sort((a, b) => b.at - a.at).slice(KEPT))
    await rm(join(work, name), { recursive: true, force: true });
};

/**
 * The folder of the bundled pages below `work`, bundled now unless a build before has done it: `key` stands for all that
 * a bundle is made from.
 */
export const pageBundle = async (
  work: string,
  key: string,
  place: Pick<BundleOptions, "base" | "origin">,
  signal?: AbortSignal,
): Promise<string> => {
  const folder = join(work, `pages-${key}`);
  if (existsSync(folder)) return folder;
  const unfinished = await mkdtemp(join(work, "bundle-"));
  try {
    await bundleElsewhere({ dir: unfinished, cacheDir: join(work, "vite"), ...place }, signal);
    // Of two builds at once the later one finds what it wants there already.
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    await dropOld(work);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
};

/** Copies the files that the pages name, such as scripts and the icon. */
export const copyPageFiles = (bundle: string, outDir: string): Promise<void> =>
  cp(join(bundle, "client"), outDir, { recursive: true });

/** Renders a page by its path below the site, such as `/about/`. */
export type RenderPage = (path: string) => Promise<string>;

/** Loads a bundle; what it renders is what the context of this thread says. `base` as in the bundle. */
export const loadRenderer = async (bundle: string, base: string): Promise<RenderPage> => {
  const { renderPage } = (await import(
    pathToFileURL(join(bundle, "server", "entry.mjs")).href
  )) as typeof import("./page-server.ts");
  // The origin is of no account: pages name their own address by the context.
  return (path) => renderPage(`http://localhost${base}${path.slice(1)}`, path === "/404");
};
