import { homedir } from "node:os";
import { join } from "node:path";
import type { Package, ServerRecord } from "../../db/records/server.ts";
import { type LaunchContext, LaunchError, type Launcher, type Ready } from "../launcher.ts";
import { preparedCommand } from "../prepared-command.ts";
import { type InstalledWheels, installWheels, readmeOfWheel, resolvePypiVersion } from "../pypi-install.ts";
import { isPypiName, isPypiVersion } from "../pypi-name.ts";
import { pythonIndex } from "../python-index.ts";
import { pythonEnv, pythonFolders, pythonsIn } from "../pythons.ts";
import { makeScratch } from "../scratch.ts";
import { settingsFor } from "../settings.ts";
import { StdioConnection } from "../stdio-connection.ts";

const pypiPackage = (record: ServerRecord): Package | null =>
  record.packages?.find((pkg) => pkg.registryType.toLowerCase() === "pypi") ?? null;

/** How what it depends on was chosen, where that is not what a runner of today would take. */
const datedNote = ({ asOf }: InstalledWheels): string[] =>
  asOf === null ? [] : [`what it depends on is that of ${asOf.toISOString().slice(0, 10)}, a day after it came out`];

const prepare = async (record: ServerRecord, { home, signal, ...context }: LaunchContext): Promise<Ready> => {
  const pkg = pypiPackage(record);
  if (!pkg) throw new LaunchError("refused", "the record names no PyPI package");
  const { identifier: name } = pkg;
  if (!isPypiName(name)) throw new LaunchError("refused", `${JSON.stringify(name)} is no name of a PyPI package`);
  const stated = pkg.version ?? null;
  if (stated !== null && !isPypiVersion(stated))
    throw new LaunchError("refused", `${JSON.stringify(stated)} is no exact version`);
  const sandbox = await context.sandbox();
  const wanted = { name, home, index: pythonIndex(), pythons: await pythonsIn(sandbox), sandbox, signal };
  const version = stated ?? (await resolvePypiVersion(wanted));
  const readyOf = (installed: InstalledWheels): Ready => {
    const { folder, python, integrity, entry } = installed;
    if (!entry) throw new LaunchError("start-failed", "the package has no command to start (no console script)");
    const base = {
      command: python.executable,
      // -s -S: neither the user's packages nor the system's; -B: nothing is written beside them.
      args: ["-s", "-S", "-B", join(folder, "start.py"), entry.target, entry.name],
      // Without a seed of its own each start would list sets in another order, and every look would see a change.
      env: { ...pythonEnv(python), PYTHONHASHSEED: "0" },
      readOnlyPaths: [folder, ...pythonFolders(python)],
    };
    return {
      registryType: "pypi",
      identifier: name,
      version,
      integrity,
      notes: datedNote(installed),
      configure: (plan) => settingsFor(pkg, plan),
      readme: () => readmeOfWheel(folder, name),
      private: new Map([
        [folder, "<package>"],
        [home, "<toolrisk>"],
        [homedir(), "~"],
      ]),
      open: async (settings) => new StdioConnection(preparedCommand(base, settings), makeScratch(), sandbox),
    };
  };
  const installed = await installWheels({ ...wanted, version });
  const ready = readyOf(installed);
  if (installed.asOf === null) return ready;
  return { ...ready, otherwise: async () => readyOf(await installWheels({ ...wanted, version }, { newest: true })) };
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
