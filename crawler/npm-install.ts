import { chmod, mkdir, mkdtemp, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { LaunchError } from "./launcher.ts";
import { useFolder } from "./make-room.ts";
import { type NpmConfig, runNpm } from "./npm-cli.ts";
import { isExactVersion } from "./npm-name.ts";
import { hasTooMany, MAX_LOCK, packageCounter, TOO_MANY, watchPackages } from "./npm-watch.ts";
import { OWNER } from "./owner.ts";
import { removeFolder } from "./remove-folder.ts";
import type { Sandbox } from "./sandbox.ts";
import { folderSize, MAX_UNPACKED, TOO_LARGE, watchFolder } from "./sandbox-disk.ts";

/** The longest that one install may take, in ms. */
const INSTALL_LIMIT_MS = 300_000;
/** The longest that taking an archive out of npm's cache may take, in ms. */
const CLEAN_LIMIT_MS = 60_000;
const PUBLIC_REGISTRY = "https://registry.npmjs.org/";

/** A package that lies in its own folder, complete and checked. */
export interface Installed {
  /** The folder of the package itself, below its own node_modules. */
  folder: string;
  integrity: string;
  /** Packages of it with install scripts, which were not run. */
  unrunScripts: string[];
}

const LockSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

/**
 * Checks that everything in a lock came from the registry and has an integrity. What a package carries in its own
 * archive (`inBundle`) stands under that archive's. Throws a LaunchError that names the first entry that fails.
 */
export const checkLock = (text: string, name: string, version: string, registry: string): Omit<Installed, "folder"> => {
  const lock = LockSchema.safeParse(JSON.parse(text));
  if (!lock.success) throw new LaunchError("install-failed", "npm wrote a lock file of an unknown form");
  const refuse = (path: string, why: string): never => {
    throw new LaunchError("refused", `its dependency ${path.replace(/^.*node_modules\//, "")} ${why}`);
  };
  const from = [new URL(registry).origin, new URL(PUBLIC_REGISTRY).origin];
  const unrunScripts: string[] = [];
  for (const [path, entry] of Object.entries(lock.data.packages)) {
    if (path === "") continue;
    if (entry.hasInstallScript) unrunScripts.push(path.replace(/^.*node_modules\//, ""));
    if (entry.link) refuse(path, "is a link to a folder");
    if (entry.inBundle) continue;
    if (!entry.integrity) refuse(path, "has no integrity in the lock");
    if (entry.resolved && !from.some((origin) => entry.resolved?.startsWith(`${origin}/`)))
      refuse(path, `does not come from the registry but from ${entry.resolved}`);
  }
  const own = lock.data.packages[`node_modules/${name}`];
  if (own?.version !== version || !own.integrity)
    throw new LaunchError("install-failed", `the registry gave ${own?.version ?? "nothing"} in place of ${version}`);
  return { integrity: own.integrity, unrunScripts };
};

/** What npm says of a failed install that a person can use: its error lines without the advice. */
const npmReason = (stderr: string): string =>
  stderr
    .split("\n")
    .filter((line) => /^npm (?:error|ERR!)/i.test(line))
    .map((line) => line.replace(/^npm (?:error|ERR!)\s*(?:(?:404|notarget)\b)?\s*/i, ""))
    .filter((line) => line !== "" && !/^Log files|complete log|\.log$|npm help|^Note that|^tarball, folder/i.test(line))
    .join("\n") || stderr.replace(/^npm http .*\n?/gm, "");

/** npm's error codes that mean a dependency which we do not fetch, by npm's own refusal or by the fence around an old one. */
const REFUSED = /\bEALLOW\w+|\/nonexistent\/git|127\.0\.0\.1:9\b/;

const FLAGS = [
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--omit=dev",
  // Tells of each request, which are counted.
  "--loglevel=http",
  "--package-lock=true",
  "--lockfile-version=3",
  "--omit-lockfile-registry-resolved=false",
  "--install-links=false",
  "--legacy-peer-deps=false",
  "--engine-strict=false",
];
const REFUSALS = ["--allow-git=none", "--allow-remote=none", "--allow-file=none", "--allow-directory=none"];

/** The folder that holds one exact version: `<home>/packages/npm/<name>@<version>`. */
export const installFolder = (home: string, name: string, version: string): string =>
  join(home, "packages", "npm", `${name}@${version}`);

const readInstalled = async (folder: string, name: string, version: string, registry: string): Promise<Installed> => {
  const path = join(folder, "package-lock.json");
  if ((await stat(path)).size > MAX_LOCK) throw new LaunchError("refused", TOO_MANY);
  const lock = await readFile(path, "utf8");
  return { folder: join(folder, "node_modules", name), ...checkLock(lock, name, version, registry) };
};

/**
 * Installs one exact version of a package, once: without scripts, from the registry alone, into a folder that is renamed
 * into place when it is complete and checked, so that a killed install leaves nothing that looks like one. Throws a
 * LaunchError: `install-failed`, or `refused` for dependencies from elsewhere.
 */
export const installPackage = async (
  config: NpmConfig,
  {
    name,
    version,
    home,
    sandbox,
    signal,
  }: { name: string; version: string; home: string; sandbox: Sandbox; signal?: AbortSignal | undefined },
): Promise<Installed> => {
  const final = installFolder(home, name, version);
  if (await useFolder(final)) {
    // A sandbox of a crawler that is root reads it as another user.
    if (process.getuid?.() === 0) await chmod(final, 0o755);
    return readInstalled(final, name, version, config.registry);
  }
  const partial = join(home, "packages", "npm", ".partial");
  await mkdir(partial, { recursive: true });
  const folder = await mkdtemp(join(partial, `${OWNER}-`));
  const tooBig = new AbortController();
  const tooMany = new AbortController();
  const unwatchSize = await watchFolder(folder, MAX_UNPACKED, () => tooBig.abort());
  const unwatchPackages = watchPackages(folder, () => tooMany.abort());
  const unwatch = (): void => {
    unwatchSize();
    unwatchPackages();
  };
  const refuse = async (why: string): Promise<never> => {
    // npm keeps every archive that it has fetched; of this one there is no use.
    const words = ["cache", "clean", "--", `${name}@${version}`];
    await runNpm(config, words, { home, folder: null, limitMs: CLEAN_LIMIT_MS, sandbox, signal });
    throw new LaunchError("refused", why);
  };
  try {
    await writeFile(join(folder, "package.json"), '{"private":true}\n');
    const words = ["install", ...FLAGS, ...(config.canRefuse ? REFUSALS : []), "--", `${name}@${version}`];
    const stop = AbortSignal.any([...(signal ? [signal] : []), tooBig.signal, tooMany.signal]);
    const onStderr = packageCounter(() => tooMany.abort());
    const how = { home, folder, limitMs: INSTALL_LIMIT_MS, sandbox, signal: stop, onStderr };
    const { code, stderr, refused } = await runNpm(config, words, how);
    signal?.throwIfAborted();
    if (tooBig.signal.aborted) await refuse(TOO_LARGE);
    if (tooMany.signal.aborted) await refuse(TOO_MANY);
    if (code !== 0) {
      const reason = refused.length > 0 ? `it asked for ${refused.join(", ")}` : npmReason(stderr);
      if (refused.length > 0 || REFUSED.test(reason))
        throw new LaunchError(
          "refused",
          `it depends on something outside the registry, which is not fetched: ${reason}`,
        );
      throw new LaunchError("install-failed", code === null ? "the install took too long" : reason);
    }
    unwatch();
    const { bytes, files } = await folderSize(folder, MAX_UNPACKED);
    if (bytes > MAX_UNPACKED.bytes || files > MAX_UNPACKED.files) await refuse(TOO_LARGE);
    if (await hasTooMany(folder)) await refuse(TOO_MANY);
    await readInstalled(folder, name, version, config.registry);
    await chmod(folder, 0o755);
    await mkdir(dirname(final), { recursive: true });
    await rename(folder, final).catch((error: NodeJS.ErrnoException) => {
      // Another crawl was faster: its install is as complete as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return await readInstalled(final, name, version, config.registry);
  } finally {
    unwatch();
    await removeFolder(folder);
  }
};

/** Asks the registry once which exact version a package without one stands at. Throws a LaunchError where there is none. */
export const resolveVersion = async (
  config: NpmConfig,
  { name, home, sandbox, signal }: { name: string; home: string; sandbox: Sandbox; signal?: AbortSignal | undefined },
): Promise<string> => {
  const words = ["view", "--json", "--", `${name}@latest`, "version"];
  await mkdir(home, { recursive: true });
  const { code, stdout, stderr } = await runNpm(config, words, {
    home,
    folder: null,
    limitMs: 60_000,
    sandbox,
    signal,
  });
  if (code !== 0)
    throw new LaunchError("install-failed", npmReason(stderr) || "the registry does not know this package");
  const version: unknown = stdout.trim() === "" ? null : JSON.parse(stdout);
  if (typeof version !== "string" || !isExactVersion(version))
    throw new LaunchError("install-failed", "the registry names no exact latest version of it");
  return version;
};
