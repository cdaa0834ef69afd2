import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError, type ConfiguredServer, readClientConfig } from "../../crawler/client-config.ts";
import { type ClientFile, clientFiles } from "../../crawler/client-files.ts";
import { filler, projectOf, Unfilled } from "../../crawler/client-values.ts";
import { shownOwnAddress } from "../../crawler/shown-address.ts";
import type { Place } from "../../db/records/report.ts";
import { CommandError, EXIT } from "../command.ts";
import { commandTarget } from "./command-target.ts";
import { shownPath } from "./shown-path.ts";
import type { StackTarget } from "./target.ts";

const mapValues = (table: Record<string, string>, fill: (text: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, fill(value)]));

const targetOf = async (server: ConfiguredServer, { file, folder }: ClientFile): Promise<StackTarget> => {
  const place: Place = { file: shownPath(file), line: server.line, column: server.column };
  const { name } = server;
  const fill = filler(folder);
  try {
    if (server.words) {
      const cwd = server.cwd === null ? folder : resolve(folder, fill(server.cwd));
      return commandTarget(name, { words: server.words.map(fill), env: mapValues(server.env, fill), cwd }, place);
    }
    const url = fill(server.url ?? "");
    if (!URL.canParse(url))
      return { kind: "refused", name, target: "an address", place, reason: "its address is none" };
    const type = server.type === "sse" ? "sse" : "streamable-http";
    const { ownRemoteRecord } = await import("../../crawler/launchers/remote.ts");
    const record = ownRemoteRecord(name, { url, type, headers: mapValues(server.headers, fill) });
    return { kind: "live", name, target: shownOwnAddress(url), place, record, own: true, key: null };
  } catch (error) {
    if (!(error instanceof Unfilled)) throw error;
    const reason = `its configuration asks for \${${error.message}}, which is not set here`;
    return { kind: "refused", name, target: server.words?.[0] ?? "an address", place, reason };
  }
};

const read = async (client: ClientFile): Promise<StackTarget[]> => {
  let servers: ConfiguredServer[];
  try {
    servers = readClientConfig(readFileSync(client.file, "utf8"), client.file, process.cwd());
  } catch (error) {
    if (!(error instanceof ConfigError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CommandError(`${client.file} cannot be read: ${(error as Error).message}`, EXIT.usage, { cause: error });
  }
  return Promise.all(servers.map((server) => targetOf(server, client)));
};

/** The servers of one configuration that the user named. Throws a CommandError where it has none or cannot be read. */
export const configTargets = async (file: string): Promise<StackTarget[]> => {
  const targets = await read({ client: "", file, folder: projectOf(file) });
  if (targets.length === 0)
    throw new CommandError(
      `${file} holds no servers: neither a saved listing nor a client's configuration with mcpServers or the like`,
    );
  return targets;
};

/** One server that several clients have is looked at once, where it is configured first. */
const once = (targets: StackTarget[]): StackTarget[] => {
  const seen = new Set<string>();
  return targets.filter((target) => {
    const key = JSON.stringify([target.name, target.target]);
    return !seen.has(key) && seen.add(key);
  });
};

/** The servers of every client configuration on this machine. Throws a CommandError where there is none. */
export const machineTargets = async (): Promise<StackTarget[]> => {
  const files = clientFiles(process.cwd());
  const targets = once((await Promise.all(files.map(read))).flat());
  if (targets.length === 0)
    throw new CommandError(
      files.length === 0
        ? "no MCP client configuration was found here: name one, a saved listing, npm:PACKAGE, an address, or a command after --"
        : `no MCP servers are configured in ${files.map(({ file }) => shownPath(file)).join(", ")}`,
    );
  return targets;
};
