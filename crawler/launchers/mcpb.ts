import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join, normalize, sep } from "node:path";
import type { Package, ServerRecord } from "../../db/records/server.ts";
import { sha256Of } from "../digest.ts";
import { type LaunchContext, LaunchError, type Launcher, type Ready } from "../launcher.ts";
import { type Bundle, fetchBundle, filledIn, unpackBundle, unpackedBundle } from "../mcpb-bundle.ts";
import { markOwn } from "../own-records.ts";
import { preparedCommand } from "../prepared-command.ts";
import { pythonEnv, pythonFolders, pythonsIn } from "../pythons.ts";
import type { Sandbox } from "../sandbox.ts";
import { makeScratch } from "../scratch.ts";
import { isSettable, type Settings, type StartPlan, settingsFor } from "../settings.ts";
import { type Command, StdioConnection } from "../stdio-connection.ts";

/** Records of bundles on this machine that the user named; no record that was read from anywhere is in here. */
const ownFiles = new WeakMap<ServerRecord, string>();

/** A record of a bundle in a file of the user's own. */
export const bundleRecord = (name: string, file: string): ServerRecord => {
  const record: ServerRecord = { name, packages: [{ registryType: "mcpb", identifier: basename(file) }] };
  ownFiles.set(record, file);
  return markOwn(record);
};

const mcpbPackage = (record: ServerRecord): Package | null =>
  record.packages?.find((pkg) => pkg.registryType.toLowerCase() === "mcpb") ?? null;

const bundleOf = async (
  record: ServerRecord,
  pkg: Package,
  home: string,
  signal?: AbortSignal,
): Promise<Bundle & { sha256: string }> => {
  const file = ownFiles.get(record);
  const wanted = pkg.fileSha256?.toLowerCase();
  if (!file && (wanted === undefined || !/^[0-9a-f]{64}$/.test(wanted)))
    throw new LaunchError(
      "refused",
      "the record has no SHA-256 of its bundle, so that what is fetched cannot be checked",
    );
  if (!file && !URL.canParse(pkg.identifier)) throw new LaunchError("refused", "the bundle's address is no URL");
  const before = wanted === undefined ? null : await unpackedBundle(home, wanted);
  if (before && wanted !== undefined) return { ...before, sha256: wanted };
  const archive = file
    ? await readFile(file).catch((error: Error) => {
        throw new LaunchError("install-failed", `the bundle cannot be read: ${error.message}`);
      })
    : await fetchBundle(pkg.identifier, signal);
  const sha256 = await sha256Of(archive);
  if (wanted !== undefined && wanted !== sha256)
    throw new LaunchError("refused", `the bundle is not the one that the record names: its SHA-256 is ${sha256}`);
  return { ...(await unpackBundle(archive, sha256, home)), sha256 };
};

/** What starts the bundle: the runtime that its type names, never a command that the manifest names. */
const commandOf = async ({ folder, manifest }: Bundle, sandbox: Sandbox): Promise<Command> => {
  const { type, entry_point: entry } = manifest.server;
  const base = { args: [], env: {}, readOnlyPaths: [folder] };
  if (type === "node") return { ...base, command: process.execPath };
  if (type === "python") {
    const [python] = await pythonsIn(sandbox);
    const readOnlyPaths = [folder, ...pythonFolders(python)];
    return { ...base, command: python.executable, args: ["-B"], env: pythonEnv(python), readOnlyPaths };
  }
  if (type !== "binary") throw new LaunchError("refused", `bundles of type ${JSON.stringify(type)} are not started`);
  const path = join(folder, normalize(entry ?? ""));
  if (!path.startsWith(folder + sep)) throw new LaunchError("refused", "the bundle's program lies outside of it");
  return { ...base, command: path };
};

const settingsOf = (bundle: Bundle, pkg: Package, plan: StartPlan): Settings => {
  const { folder, manifest } = bundle;
  const { type, entry_point: entry, mcp_config: config } = manifest.server;
  const usual = type === "binary" || !entry ? [] : [join(folder, normalize(entry))];
  const args = (config?.args ?? usual)
    .map((text) => filledIn(text, bundle, plan.placeholders))
    .filter((text) => text !== null);
  const env: Record<string, string> = {};
  for (const [name, text] of Object.entries(config?.env ?? {})) {
    const value = filledIn(text, bundle, plan.placeholders);
    // Python bundles carry their libraries in a folder of their own, which this variable names.
    const own = name === "PYTHONPATH" && value?.split(":").every((path) => normalize(path).startsWith(folder + sep));
    if (value !== null && (isSettable(name) || own)) env[name] = value;
  }
  const record = settingsFor(pkg, plan);
  return { ...record, args: [...args, ...record.args], env: { ...env, ...record.env } };
};

const prepare = async (record: ServerRecord, { home, signal, ...context }: LaunchContext): Promise<Ready> => {
  const pkg = mcpbPackage(record);
  if (!pkg) throw new LaunchError("refused", "the record names no bundle");
  const bundle = await bundleOf(record, pkg, home, signal);
  const sandbox = await context.sandbox();
  const command = await commandOf(bundle, sandbox);
  return {
    registryType: "mcpb",
    identifier: pkg.identifier,
    version: pkg.version ?? bundle.manifest.version ?? null,
    integrity: `sha256-${bundle.sha256}`,
    notes: [],
    configure: (plan) => settingsOf(bundle, pkg, plan),
    private: new Map([
      [bundle.folder, "<bundle>"],
      [home, "<toolrisk>"],
      [homedir(), "~"],
    ]),
    open: async (settings) => new StdioConnection(preparedCommand(command, settings), makeScratch(), sandbox),
  };
};

/** MCP bundles: an archive with a manifest, checked against its digest and started by the runtime that it names. */
export const mcpb: Launcher = {
  id: "mcpb",
  says: "an MCP bundle, checked against its SHA-256 and started by the runtime that it names",
  runsHere: true,
  target: (record) => {
    const pkg = mcpbPackage(record);
    return pkg && { registryType: "mcpb", identifier: pkg.identifier, version: pkg.version ?? pkg.fileSha256 ?? null };
  },
  prepare,
};
