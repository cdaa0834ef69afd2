import { readFile } from "node:fs/promises";
import type { ConfiguredServer } from "../client-config.ts";
import { clientFiles } from "../client-files.ts";
import { projectOf } from "../client-values.ts";
import { type Source, SourceError } from "../source.ts";

const textOf = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SourceError(
      error.code === "ENOENT" ? `${file}: no such file` : `${file} cannot be read: ${error.message}`,
    );
  });

/** Configurations of MCP clients in every dialect: the one that is named, or all that this machine has. */
export const config: Source = {
  id: "config",
  says: "the servers of MCP clients' configurations: of the file, or of all clients of this machine",
  argument: "FILE",
  optional: true,
  read: async function* (file) {
    // Loaded when it is needed: it brings what dials, which a help text does not want.
    const { ConfigError, readClientConfig } = await import("../client-config.ts");
    const { foundOfClient } = await import("../configured-servers.ts");
    const files = file === null ? clientFiles(process.cwd()) : [{ client: "", file, folder: projectOf(file) }];
    if (files.length === 0)
      throw new SourceError("no MCP client's configuration was found here; name one: config:FILE");
    for (const client of files) {
      const text = await textOf(client.file);
      let servers: ConfiguredServer[];
      try {
        servers = readClientConfig(text, client.file, process.cwd());
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        if (file !== null) throw new SourceError(`${client.file} cannot be read: ${error.message}`);
        yield { kind: "problem", where: client.file, reason: error.message };
        continue;
      }
      for (const server of servers) yield foundOfClient(server, client);
    }
  },
};
