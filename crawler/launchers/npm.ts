import { constants } from "node:fs";
import { access, open, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join, sep } from "node:path";
import { z } from "zod";
import type { Package, ServerRecord } from "../../db/records/server.ts";
import { type LaunchContext, LaunchError, type Launcher, type Ready, type Target } from "../launcher.ts";
import { type NpmConfig, readNpmConfig } from "../npm-cli.ts";
import { type Installed, installFolder, installPackage, resolveVersion } from "../npm-install.ts";
import { isExactVersion, isNpmName } from "../npm-name.ts";
import { preparedCommand } from "../prepared-command.ts";
import { readManifest } from "../read-manifest.ts";
import { readmeIn } from "../readme.ts";
import { makeScratch } from "../scratch.ts";
import { settingsFor } from "../settings.ts";
import { type Command, StdioConnection } from "../stdio-connection.ts";

/** The first package of the npm registry that a record names. */
const npmPackage = (record: ServerRecord): Package | null =>
  record.packages?.find((pkg) => pkg.registryType.toLowerCase() === "npm") ?? null;

/** Asked once per process: it does not change while we run. A failure is asked again. */
let config: Promise<NpmConfig> | null = null;
const npmConfig = (): Promise<NpmConfig> => {
  config ??= readNpmConfig().catch((error: unknown) => {
    config = null;
    throw error;
  });
  return config;
};

const ManifestSchema = z.looseObject({
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

/** Which of a package's commands is the server: the only one, the one named like the package, else one that says mcp. */
const chooseBin = (name: string, bin: Record<string, string>): string | null => {
  const names = Object.keys(bin);
  const own = name.replace(/^@[^/]+\//, "");
  const chosen =
    names.find((key) => key === own) ??
    (new Set(Object.values(bin)).size === 1 ? names[0] : undefined) ??
    names.find((key) => /mcp/i.test(key)) ??
    names[0];
  return chosen === undefined ? null : (bin[chosen] ?? null);
};

const SCRIPT = /\.[cm]?js$/i;

/** How a package's command is run: by this Node, or by itself where it is a program of another kind. */
const commandOf = async (
  folder: string,
  name: string,
): Promise<Pick<Command, "command"> & { args: string[]; native: boolean }> => {
  const named = "the package's package.json";
  const manifest = ManifestSchema.safeParse(await readManifest(join(folder, "package.json"), "start-failed", named));
  const { bin } = manifest.data ?? {};
  const relative = typeof bin === "string" ? bin : chooseBin(name, bin ?? {});
  if (relative === null) throw new LaunchError("start-failed", "the package has no command to start (no bin)");
  const root = await realpath(folder);
  const path = await realpath(join(root, relative)).catch(() => {
    throw new LaunchError("start-failed", `the package's command ${relative} is not in the package`);
  });
  if (!path.startsWith(root + sep))
    throw new LaunchError("refused", `the package's command ${relative} lies outside of it`);
  if (!(await stat(path)).isFile())
    throw new LaunchError("start-failed", `the package's command ${relative} is no file`);
  const file = await open(path);
  const head = Buffer.alloc(256);
  await file.read(head, 0, head.length, 0).finally(() => file.close());
  const [firstLine = ""] = head.toString("latin1").split("\n");
  const interpreter = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)(.*)$/.exec(firstLine.trim());
  if (SCRIPT.test(path) || (interpreter && basename(interpreter[1] ?? "") === "node")) {
    const flags = interpreter?.[2]?.split(/\s+/).filter((word) => /^--[a-z-]+$/.test(word)) ?? [];
    return { command: process.execPath, args: [...flags, path], native: false };
  }
  const runnable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!runnable)
    throw new LaunchError("start-failed", `the package's command ${relative} is neither JavaScript nor executable`);
  return { command: path, args: [], native: true };
};

const notesOf = (installed: Installed, native: boolean): string[] => [
  ...(installed.unrunScripts.length > 0 ? [`install scripts not run: ${installed.unrunScripts.join(", ")}`] : []),
  ...(native ? ["its command is no JavaScript; the file was run as it is"] : []),
];

const target = (record: ServerRecord): Target | null => {
  const pkg = npmPackage(record);
  return pkg && { registryType: "npm", identifier: pkg.identifier, version: pkg.version ?? null };
};

const prepare = async (record: ServerRecord, { home, signal, ...context }: LaunchContext): Promise<Ready> => {
  const pkg = npmPackage(record);
  if (!pkg) throw new LaunchError("refused", "the record names no npm package");
  const { identifier: name } = pkg;
  if (!isNpmName(name)) throw new LaunchError("refused", `${JSON.stringify(name)} is no name of an npm package`);
  const stated = pkg.version ?? null;
  if (stated !== null && !isExactVersion(stated))
    throw new LaunchError("refused", `${JSON.stringify(stated)} is no exact version`);
  const sandbox = await context.sandbox();
  const npm = await npmConfig();
  const version = stated ?? (await resolveVersion(npm, { name, home, signal, sandbox }));
  const installed = await installPackage(npm, { name, version, home, signal, sandbox });
  const { native, ...command } = await commandOf(installed.folder, name);
  return {
    registryType: "npm",
    identifier: name,
    version,
    integrity: installed.integrity,
    notes: notesOf(installed, native),
    configure: (plan) => settingsFor(pkg, plan),
    readme: () => readmeIn(installed.folder),
    private: new Map([
      [installed.folder, "<package>"],
      [home, "<toolrisk>"],
      [homedir(), "~"],
    ]),
    open: async (settings) => {
      const base = { ...command, env: {}, readOnlyPaths: [installFolder(home, name, version)] };
      return new StdioConnection(preparedCommand(base, settings), makeScratch(), sandbox);
    },
  };
};

/** Packages of the npm registry, installed once without their scripts and started by their own `bin`. */
export const npm: Launcher = {
  id: "npm",
  says: "a package of the npm registry, installed without scripts and started by its own command",
  runsHere: true,
  target,
  prepare,
};
