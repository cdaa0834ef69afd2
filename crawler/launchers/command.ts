import { homedir } from "node:os";
import { basename } from "node:path";
import type { ServerRecord } from "../../db/records/server.ts";
import { confinedCommand } from "../confined-command.ts";
import { LaunchError, type Launcher } from "../launcher.ts";
import { markOwn } from "../own-records.ts";
import { makeScratch } from "../scratch.ts";
import { type Command, StdioConnection } from "../stdio-connection.ts";

/**
 * The commands behind records made by `commandRecord`. No record that was read from anywhere can be in here, so a
 * registry or a file never makes us run a command line of its own.
 */
const commands = new WeakMap<ServerRecord, Command>();

/** A record of a command line of the user's own, which this process alone can start. */
export const commandRecord = (name: string, command: Command): ServerRecord => {
  const record: ServerRecord = { name };
  commands.set(record, command);
  return markOwn(record);
};

/** A command line that the user gave, started as it stands; in a sandbox with what it names of this machine. */
export const command: Launcher = {
  id: "command",
  says: "a command line of your own, started as it stands",
  runsHere: true,
  target: (record) => {
    const found = commands.get(record);
    return found ? { registryType: null, identifier: basename(found.command), version: null } : null;
  },
  prepare: async (record, context) => {
    const found = commands.get(record);
    if (!found) throw new LaunchError("refused", "only a command of your own is started");
    const sandbox = await context.sandbox();
    const started = sandbox.confines && !found.readOnlyPaths ? confinedCommand(found) : found;
    return {
      registryType: null,
      identifier: basename(found.command),
      version: null,
      integrity: null,
      notes: [],
      configure: () => ({ args: [...started.args], env: { ...started.env }, files: [], backends: [] }),
      private: new Map([...(started.readOnlyPaths ?? []).map((path) => [path, "."] as const), [homedir(), "~"]]),
      open: async ({ args, env }) => new StdioConnection({ ...started, args, env }, makeScratch(), sandbox),
    };
  },
};
