import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { normalizedPypiName } from "../db/records/identity.ts";
import { LaunchError } from "./launcher.ts";
import { useFolder } from "./make-room.ts";
import { OWNER } from "./owner.ts";
import { checkLock, LOCK, type Locked, newestVersion, type Resolving, resolve, uvReason } from "./pypi-lock.ts";
import type { PythonIndex } from "./python-index.ts";
import type { Python } from "./pythons.ts";
import { beginningOf } from "./readme.ts";
import { removeFolder } from "./remove-folder.ts";
import type { Sandbox } from "./sandbox.ts";
import { folderSize, MAX_UNPACKED, TOO_LARGE, watchFolder } from "./sandbox-disk.ts";
import { withUvCache } from "./uv-cache.ts";
import { runUv } from "./uv-cli.ts";

const INSTALL_LIMIT_MS = 300_000;

/** A distribution with all that it needs, in a folder of its own. */
export interface InstalledWheels {
  folder: string;
  /** What it was installed for, and is started by. */
  python: Python;
  /** Packages uploaded later were left out when it was resolved; null: none were. */
  asOf: Date | null;
  /** `sha256-` and the hexadecimal digest of its wheel, by the lock. */
  integrity: string;
  /** The function that starts it, as `module:object`; null where it has no command. */
  entry: { name: string; target: string } | null;
}

/** Kept beside an install: how it was resolved. */
const BuildSchema = z.object({
  python: z.object({ executable: z.string(), prefix: z.string(), minor: z.int() }),
  asOf: z.iso.datetime().nullable(),
});
const BUILD = "build.json";

/** The longest file of metadata that is read, in bytes, and the longest line of one, in UTF-16 code units. */
const MAX_METADATA = 2 ** 20;
const MAX_LINE = 1_000;

/** A file of a distribution's metadata; "" for one that is not there or too long. */
const metadataOf = async (file: string): Promise<string> => {
  const size = (await stat(file).catch(() => null))?.size ?? Number.POSITIVE_INFINITY;
  return size <= MAX_METADATA ? readFile(file, "utf8") : "";
};

/** The console commands of a distribution, from its entry_points.txt. By line: the text is anybody's. */
export const commandsOf = (text: string): Map<string, string> => {
  const commands = new Map<string, string>();
  let isSection = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("[")) isSection = line.trim() === "[console_scripts]";
    if (!isSection || line.length > MAX_LINE) continue;
    const [, name, target] = /^([\w.-]+)\s*=\s*([\w.]+:[\w.]+)\s*(?:\[[^\]]*\])?$/.exec(line.trim()) ?? [];
    if (name !== undefined && target !== undefined) commands.set(name, target);
  }
  return commands;
};

/** The folder with a distribution's metadata. */
const infoFolder = async (site: string, name: string): Promise<string | null> =>
  (await readdir(site)).find(
    (entry) =>
      entry.endsWith(".dist-info") &&
      normalizedPypiName(entry.replace(/-[^-]+\.dist-info$/, "")) === normalizedPypiName(name),
  ) ?? null;

const entryOf = async (site: string, name: string): Promise<InstalledWheels["entry"]> => {
  const info = await infoFolder(site, name);
  const commands = commandsOf(info === null ? "" : await metadataOf(join(site, info, "entry_points.txt")));
  const names = [...commands.keys()];
  const chosen =
    names.find((key) => normalizedPypiName(key) === normalizedPypiName(name)) ??
    names.find((key) => /mcp/i.test(key)) ??
    names[0];
  const target = chosen === undefined ? undefined : commands.get(chosen);
  if (chosen !== undefined && target !== undefined) return { name: chosen, target };
  const module = normalizedPypiName(name).replaceAll("-", "_");
  return existsSync(join(site, module, "__main__.py")) ? { name: module, target: `${module}:` } : null;
};

/** The beginning of what an installed distribution says of itself, its README last; null where it says nothing. */
export const readmeOfWheel = async (folder: string, name: string): Promise<string | null> => {
  const site = join(folder, "site");
  const info = await infoFolder(site, name);
  return info === null ? null : await beginningOf(join(site, info, "METADATA")).catch(() => null);
};

/**
 * Starts an entry point with nothing but the standard library and the package's own folder: `start.py TARGET NAME
 * ARGUMENT…`. Without the `site` module of the interpreter, `exit` and `quit` have to be put in place here.
 */
const START = `import importlib, os, runpy, site, sys
sys.path.pop(0)
site.setquit()
site.addsitedir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "site"))
module, _, path = sys.argv[1].partition(":")
sys.argv = sys.argv[2:]
if not path:
    runpy.run_module(module, run_name="__main__", alter_sys=True)
else:
    function = importlib.import_module(module)
    for part in path.split("."):
        function = getattr(function, part)
    sys.exit(function())
`;

/** The digest in the lock of the wheel that was installed: the only one, else the one with the tag that it states. */
const digestOf = async (site: string, name: string, { wheels }: Locked): Promise<string> => {
  const [[, only] = []] = wheels;
  if (wheels.size === 1 && only !== undefined) return only;
  const info = await infoFolder(site, name);
  const stated = info === null ? "" : await metadataOf(join(site, info, "WHEEL"));
  const tags = [...stated.matchAll(/^Tag:\s*([\w.]+)-([\w.]+)-([\w.]+)\s*$/gm)];
  const has = (file: string): boolean => {
    const [python = "", abi = "", platform = ""] = file
      .replace(/\.whl$/, "")
      .split("-")
      .slice(-3);
    return tags.some(
      ([, a = "", b = "", c = ""]) =>
        python.split(".").includes(a) && abi.split(".").includes(b) && platform.split(".").includes(c),
    );
  };
  const digest = [...wheels].find(([file]) => has(file))?.[1];
  if (!digest) throw new LaunchError("install-failed", "the wheel that was installed is not in its lock");
  return digest;
};

/** What lies in a folder, checked once more against its lock; null where an older crawler or half a one wrote it. */
const readInstalled = async (folder: string, name: string, index: PythonIndex): Promise<InstalledWheels | null> => {
  const build = await readFile(join(folder, BUILD), "utf8").catch(() => null);
  if (!build || !existsSync(join(folder, LOCK))) return null;
  const { python, asOf } = BuildSchema.parse(JSON.parse(build));
  if (!existsSync(python.executable)) return null;
  const site = join(folder, "site");
  return {
    folder,
    python,
    asOf: asOf === null ? null : new Date(asOf),
    integrity: `sha256-${await digestOf(site, name, await checkLock(folder, name, index))}`,
    entry: await entryOf(site, name),
  };
};

/** What is installed, and with what. */
export interface Wanted {
  name: string;
  home: string;
  index: PythonIndex;
  /** Those that it may be installed for, in order. */
  pythons: readonly Python[];
  sandbox: Sandbox;
  signal?: AbortSignal | undefined;
}

/** A folder to install into, removed again unless it was renamed, and a cache of uv's for that. */
const inPartial = async <T>(
  { home, sandbox }: Pick<Wanted, "home" | "sandbox">,
  work: (folder: string, cache: string) => Promise<T>,
): Promise<T> => {
  const partial = join(home, "packages", "pypi", ".partial");
  await mkdir(partial, { recursive: true });
  const folder = await mkdtemp(join(partial, `${OWNER}-`));
  try {
    return await withUvCache(home, sandbox, (cache) => work(folder, cache));
  } finally {
    await removeFolder(folder);
  }
};

/** Asks the index which version a package without one stands at. Throws a LaunchError. */
export const resolvePypiVersion = (wanted: Wanted): Promise<string> =>
  inPartial(wanted, (folder, cache) => newestVersion({ ...wanted, folder, cache, version: null }));

/** Puts what the lock in `folder` names into its `site`, each wheel checked against its digest there. */
const sync = async (wanted: Resolving, python: Python): Promise<void> => {
  const { folder, cache, signal } = wanted;
  const tooBig = new AbortController();
  const begun = Date.now();
  const unwatch = [
    await watchFolder(folder, MAX_UNPACKED, () => tooBig.abort()),
    await watchFolder(cache, MAX_UNPACKED, () => tooBig.abort(), begun),
  ];
  const refuseSize = async (): Promise<never> => {
    // It goes with the folder, or, where this process is killed before, by the next crawl.
    await rename(cache, join(folder, "cache"));
    throw new LaunchError("refused", TOO_LARGE);
  };
  try {
    const stop = signal ? AbortSignal.any([signal, tooBig.signal]) : tooBig.signal;
    const words = [
      "pip",
      "sync",
      "--quiet",
      "--compile-bytecode",
      "--target",
      join(folder, "site"),
      join(folder, LOCK),
    ];
    const { code, stderr, refused } = await runUv(words, {
      ...wanted,
      python,
      limitMs: INSTALL_LIMIT_MS,
      signal: stop,
    });
    signal?.throwIfAborted();
    if (tooBig.signal.aborted) await refuseSize();
    if (refused.length > 0)
      throw new LaunchError(
        "refused",
        `it would come from outside the index, where nothing is fetched: ${refused.join(", ")}`,
      );
    if (code !== 0)
      throw new LaunchError("install-failed", code === null ? "the install took too long" : uvReason(stderr));
    const { bytes, files } = await folderSize(folder, MAX_UNPACKED);
    if (bytes > MAX_UNPACKED.bytes || files > MAX_UNPACKED.files) await refuseSize();
  } finally {
    for (const stop of unwatch) stop();
  }
};

/**
 * Installs one exact version with what it needs, once: wheels alone, since a source archive runs its author's code to be
 * built, into a folder that is renamed into place when it is complete and checked against its lock. `newest` takes the
 * newest of what it needs, as runners of today do, in place of what was there when it came out. Throws a LaunchError.
 */
export const installWheels = async (
  wanted: Wanted & { version: string },
  { newest = false }: { newest?: boolean } = {},
): Promise<InstalledWheels> => {
  const { name, version, home, index } = wanted;
  const final = join(home, "packages", "pypi", `${normalizedPypiName(name)}@${version}${newest ? "+newest" : ""}`);
  const start = join(final, "start.py");
  if (await useFolder(final)) {
    const before = await readInstalled(final, name, index);
    if (before) {
      // One that an earlier version of the crawler wrote.
      if ((await readFile(start, "utf8").catch(() => "")) !== START) await writeFile(start, START);
      return before;
    }
    await removeFolder(final);
  }
  return inPartial(wanted, async (folder, cache) => {
    const resolving = { ...wanted, folder, cache };
    const { python, asOf } = await resolve(resolving, { asReleased: !newest });
    await sync(resolving, python);
    await writeFile(join(folder, BUILD), JSON.stringify({ python, asOf }));
    await writeFile(join(folder, "start.py"), START);
    const installed = await readInstalled(folder, name, index);
    if (!installed) throw new LaunchError("install-failed", "uv installed nothing");
    await chmod(folder, 0o755);
    await rename(folder, final).catch((error: NodeJS.ErrnoException) => {
      // Another crawl was faster: its install is as complete as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return { ...installed, folder: final };
  });
};
