import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { destinationOf } from "./egress-proxy.ts";
import { LaunchError } from "./launcher.ts";
import { normalizedName } from "./pypi-name.ts";
import { fileHosts, type Python, runPip } from "./python-cli.ts";
import type { Sandbox } from "./sandbox.ts";
import { folderSize, MAX_UNPACKED, watchFolder } from "./sandbox-disk.ts";

const INSTALL_LIMIT_MS = 300_000;

/** A distribution with all that it needs, in a folder of its own. */
export interface InstalledWheels {
  folder: string;
  /** `sha256-` and the hexadecimal digest of its wheel. */
  integrity: string;
  /** The function that starts it, as `module:object`; null where it has no command. */
  entry: { name: string; target: string } | null;
}

const ReportSchema = z.looseObject({
  install: z.array(
    z.looseObject({
      is_direct: z.boolean().optional(),
      download_info: z.looseObject({
        url: z.string(),
        archive_info: z.looseObject({ hashes: z.looseObject({ sha256: z.string().optional() }).optional() }).optional(),
      }),
      metadata: z.looseObject({ name: z.string(), version: z.string() }),
    }),
  ),
});

/** Checks that everything that pip installed is a wheel of the index with a digest; gives the package's own. */
const checkReport = (text: string, name: string, hosts: readonly string[]): { version: string; integrity: string } => {
  const report = ReportSchema.parse(JSON.parse(text));
  let own: { version: string; integrity: string } | null = null;
  for (const { download_info, metadata, is_direct } of report.install) {
    const { url, archive_info } = download_info;
    const sha256 = archive_info?.hashes?.sha256;
    if (is_direct || !/^https?:/.test(url) || !hosts.includes(destinationOf(url)))
      throw new LaunchError("refused", `its dependency ${metadata.name} comes from outside the index: ${url}`);
    if (!sha256) throw new LaunchError("refused", `its dependency ${metadata.name} has no digest`);
    if (normalizedName(metadata.name) === normalizedName(name))
      own = { version: metadata.version, integrity: `sha256-${sha256}` };
  }
  if (!own) throw new LaunchError("install-failed", "pip installed something else");
  return own;
};

/** The console commands of a distribution, from its entry_points.txt. */
const commandsOf = (text: string): Map<string, string> => {
  const section = /^\[console_scripts\]\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(text)?.[1] ?? "";
  const lines = section.matchAll(/^\s*([\w.-]+)\s*=\s*([\w.]+:[\w.]+)\s*(?:\[[^\]]*\])?\s*$/gm);
  return new Map([...lines].map((match) => [match[1] ?? "", match[2] ?? ""]));
};

const entryOf = async (site: string, name: string): Promise<InstalledWheels["entry"]> => {
  const info = (await readdir(site)).find(
    (entry) =>
      entry.endsWith(".dist-info") && normalizedName(entry.replace(/-[^-]+\.dist-info$/, "")) === normalizedName(name),
  );
  const file = info ? join(site, info, "entry_points.txt") : null;
  const commands = file && existsSync(file) ? commandsOf(await readFile(file, "utf8")) : new Map<string, string>();
  const names = [...commands.keys()];
  const chosen =
    names.find((key) => normalizedName(key) === normalizedName(name)) ??
    names.find((key) => /mcp/i.test(key)) ??
    names[0];
  const target = chosen === undefined ? undefined : commands.get(chosen);
  if (chosen !== undefined && target !== undefined) return { name: chosen, target };
  const module = normalizedName(name).replaceAll("-", "_");
  return existsSync(join(site, module, "__main__.py")) ? { name: module, target: `${module}:` } : null;
};

/**
 * Starts an entry point with nothing but the standard library and the package's own folder: `start.py TARGET NAME
 * ARGUMENT…`. Without the `site` module of the interpreter, `exit` and `quit` have to be put in place here.
 */
const START = `import importlib, os, runpy, site, sys
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

const readInstalled = async (
  folder: string,
  name: string,
  python: Python,
): Promise<InstalledWheels & { version: string }> => {
  const checked = checkReport(await readFile(join(folder, "report.json"), "utf8"), name, fileHosts(python));
  return { folder, ...checked, entry: await entryOf(join(folder, "site"), name) };
};

/** What pip says of a failed install that a person can use. */
const pipReason = (stderr: string): string =>
  stderr
    .split("\n")
    .filter((line) => /^(?:ERROR|error)/.test(line))
    .map((line) => line.replace(/^ERROR:\s*/, ""))
    .join("\n") || stderr;

interface Wanted {
  name: string;
  /** Null: the latest. */
  version: string | null;
  home: string;
  sandbox: Sandbox;
  signal?: AbortSignal | undefined;
}

/** Asks the index once which version a package without one stands at. */
export const resolvePypiVersion = async (python: Python, { name, home, sandbox, signal }: Wanted): Promise<string> => {
  const partial = join(home, "packages", "pypi", ".partial");
  await mkdir(partial, { recursive: true });
  const folder = await mkdtemp(join(partial, `${process.pid}-`));
  try {
    const words = [
      "install",
      "--dry-run",
      "--no-deps",
      "--ignore-installed",
      "--report",
      join(folder, "report.json"),
      "--",
      name,
    ];
    const { code, stderr } = await runPip(python, words, { home, folder, limitMs: 60_000, sandbox, signal });
    signal?.throwIfAborted();
    if (code !== 0) throw new LaunchError("install-failed", pipReason(stderr));
    return checkReport(await readFile(join(folder, "report.json"), "utf8"), name, fileHosts(python)).version;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Installs one exact version with what it needs, once: wheels alone, since a source archive runs its author's code to be
 * built, into a folder that is renamed into place when it is complete and checked. Throws a LaunchError.
 */
export const installWheels = async (
  python: Python,
  { name, version, home, sandbox, signal }: Wanted & { version: string },
): Promise<InstalledWheels> => {
  const final = join(home, "packages", "pypi", `${normalizedName(name)}@${version}`);
  const start = join(final, "start.py");
  if (existsSync(final)) {
    // One that an earlier version of the crawler wrote.
    if ((await readFile(start, "utf8")) !== START) await writeFile(start, START);
    return readInstalled(final, name, python);
  }
  const partial = join(home, "packages", "pypi", ".partial");
  await mkdir(partial, { recursive: true });
  const folder = await mkdtemp(join(partial, `${process.pid}-`));
  const tooBig = new AbortController();
  const unwatch = await watchFolder(folder, MAX_UNPACKED, () => tooBig.abort());
  const refuseSize = (): never => {
    throw new LaunchError(
      "refused",
      `it unpacks to more than ${MAX_UNPACKED.bytes / 2 ** 20} MiB or ${MAX_UNPACKED.files} files`,
    );
  };
  try {
    const words = [
      "install",
      "--target",
      join(folder, "site"),
      "--report",
      join(folder, "report.json"),
      "--",
      `${name}==${version}`,
    ];
    const stop = signal ? AbortSignal.any([signal, tooBig.signal]) : tooBig.signal;
    const { code, stderr, refused } = await runPip(python, words, {
      home,
      folder,
      limitMs: INSTALL_LIMIT_MS,
      sandbox,
      signal: stop,
    });
    signal?.throwIfAborted();
    if (tooBig.signal.aborted) refuseSize();
    if (refused.length > 0)
      throw new LaunchError(
        "refused",
        `it depends on something outside the index, which is not fetched: ${refused.join(", ")}`,
      );
    if (code !== 0)
      throw new LaunchError("install-failed", code === null ? "the install took too long" : pipReason(stderr));
    unwatch();
    const { bytes, files } = await folderSize(folder, MAX_UNPACKED);
    if (bytes > MAX_UNPACKED.bytes || files > MAX_UNPACKED.files) refuseSize();
    await readInstalled(folder, name, python);
    await writeFile(join(folder, "start.py"), START);
    await chmod(folder, 0o755);
    await rename(folder, final).catch((error: NodeJS.ErrnoException) => {
      // Another crawl was faster: its install is as complete as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return await readInstalled(final, name, python);
  } finally {
    unwatch();
    await rm(folder, { recursive: true, force: true });
  }
};
