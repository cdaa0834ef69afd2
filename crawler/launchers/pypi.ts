import { homedir } from "node:os";
import { join } from "node:path";
import type { Package, ServerRecord } from "../../db/records/server.ts";
import { type LaunchContext, LaunchError, type Launcher, type Ready } from "../launcher.ts";
import { preparedCommand } from "../prepared-command.ts";
import { installWheels, resolvePypiVersion } from "../pypi-install.ts";
import { isPypiName, isPypiVersion } from "../pypi-name.ts";
import { findPython, type Python, pythonFolders } from "../python-cli.ts";
import { makeScratch } from "../scratch.ts";
import { settingsFor } from "../settings.ts";
import { StdioConnection } from "../stdio-connection.ts";

const pypiPackage = (record: ServerRecord): Package | null =>
  record.packages?.find((pkg) => pkg.registryType.toLowerCase() === "pypi") ?? null;

/** Looked for once per process. A failure is tried again. */
let found: Promise<Python> | null = null;
const python = (): Promise<Python> => {
  found ??= findPython().catch((error: unknown) => {
    found = null;
    throw error;
  });
  return found;
};

const prepare = async (record: ServerRecord, { home, signal, ...context }: LaunchContext): Promise<Ready> => {
  const pkg = pypiPackage(record);
  if (!pkg) throw new LaunchError("refused", "the record names no PyPI package");
  const { identifier: name } = pkg;
  if (!isPypiName(name)) throw new LaunchError("refused", `${JSON.stringify(name)} is no name of a PyPI package`);
  const stated = pkg.version ?? null;
  if (stated !== null && !isPypiVersion(stated))
    throw new LaunchError("refused", `${JSON.stringify(stated)} is no exact version`);
  const sandbox = await context.sandbox();
  const interpreter = await python();
  const wanted = { name, version: stated, home, sandbox, signal };
  const version = stated ?? (await resolvePypiVersion(interpreter, wanted));
  const { folder, integrity, entry } = await installWheels(interpreter, { ...wanted, version });
  if (!entry) throw new LaunchError("start-failed", "the package has no command to start (no console script)");
  // -I -S: neither the user's packages nor the system's; -B: nothing is written beside them.
  const args = ["-I", "-S", "-B", join(folder, "start.py"), entry.target, entry.name];
  const base = {
    command: interpreter.executable,
    args,
    env: {},
    readOnlyPaths: [folder, ...pythonFolders(interpreter)],
  };
  return {
    registryType: "pypi",
    identifier: name,
    version,
    integrity,
    notes: [],
    configure: (plan) => settingsFor(pkg, plan),
    private: new Map([
      [folder, "<package>"],
      [home, "<toolrisk>"],
      [homedir(), "~"],
    ]),
    open: async (settings) => new StdioConnection(preparedCommand(base, settings), makeScratch(), sandbox),
  };
};

/** Packages of the Python index, installed once from wheels alone and started by their own entry point. */
export const pypi: Launcher = {
  id: "pypi",
  says: "a package of the Python index, installed from wheels and started by its own entry point",
  runsHere: true,
  target: (record) => {
    const pkg = pypiPackage(record);
    return pkg && { registryType: "pypi", identifier: pkg.identifier, version: pkg.version ?? null };
  },
  prepare,
};
