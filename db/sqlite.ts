import { type DatabaseSync, DatabaseSync as Sqlite } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle, type NodeSQLiteDatabase } from "drizzle-orm/node-sqlite";
import { type Db, type Orm, oneAtATime, preparing } from "./database.ts";
import { DatabaseError, explainError } from "./database-error.ts";

/*
 * All that is particular to SQLite and its driver. The driver's own transaction would be committed at the first `await`
 * of its callback, whatever fails after it, so transactions are begun and ended here.
 */

/** A handle of an embedded database; `client` is its connection. */
export interface SqliteDb extends Db {
  readonly kind: "sqlite";
  readonly client: DatabaseSync;
}

export interface SqliteOptions {
  /** Milliseconds to wait for a lock of another process; 10,000 by default. The event loop waits with it. */
  busyTimeoutMs?: number;
  /** Opens an up-to-date database without changing anything: no file is made, nothing migrated. */
  readOnly?: boolean;
  /** The folder of the migrations; the shipped ones by default. Tests name another. */
  migrationsFolder?: string;
}

/** Beside this module in the sources and in the compiled package alike. */
const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));

/** How long the migrations of another process are waited for, in ms: on a large catalogue they take minutes. */
const MIGRATION_WAIT_MS = 600_000;

const appliedMigrations = (orm: NodeSQLiteDatabase): string[] => {
  const table = orm.get<{ name: string }>(sql`select name from sqlite_master where name = '__drizzle_migrations'`);
  if (!table) return [];
  return orm.all<{ name: string }>(sql`select name from __drizzle_migrations`).map((row) => row.name);
};

const pendingMigrations = (orm: NodeSQLiteDatabase, file: string, folder: string): string[] => {
  const known = readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.name);
  const applied = appliedMigrations(orm);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const message = `${file}: a newer toolrisk made this database (it has the migration ${unknown.at(-1)}): update toolrisk, or name another folder with TOOLRISK_HOME`;
    throw new DatabaseError("newer", file, message);
  }
  return known.filter((name) => !applied.includes(name));
};

/**
 * Applies what migrations are missing, all or none; waits while another process does. A migration that rebuilds a table
 * drops the old one, so foreign keys rest meanwhile and are checked as a whole before anything is kept. The table of
 * applied migrations is the one of drizzle-orm.
 */
const migrateSqlite = (
  client: DatabaseSync,
  orm: NodeSQLiteDatabase,
  file: string,
  { migrationsFolder: folder, busyTimeoutMs }: Required<Omit<SqliteOptions, "readOnly">>,
): void => {
  if (pendingMigrations(orm, file, folder).length === 0) return;
  client.exec(`pragma foreign_keys = off; pragma busy_timeout = ${MIGRATION_WAIT_MS}`);
  try {
    client.exec("begin immediate");
    client.exec(
      "create table if not exists __drizzle_migrations (id integer primary key, hash text not null, created_at numeric, name text, applied_at text)",
    );
    const note = client.prepare(
      "insert into __drizzle_migrations (hash, created_at, name, applied_at) values (?, ?, ?, ?)",
    );
    const pending = pendingMigrations(orm, file, folder);
    for (const { name, hash, folderMillis, sql: statements } of readMigrationFiles({ migrationsFolder: folder })) {
      if (!pending.includes(name)) continue;
      for (const statement of statements) client.exec(statement);
      note.run(hash, folderMillis, name, new Date().toISOString());
    }
    const broken = client.prepare("pragma foreign_key_check").all();
    if (broken.length > 0) {
      const message = `${file}: ${broken.length} rows lost their parent, so nothing was changed: this is a defect of toolrisk; report it`;
      throw new DatabaseError("failed", file, message);
    }
    client.exec("commit");
  } finally {
    if (client.isTransaction) client.exec("rollback");
    client.exec(`pragma foreign_keys = on; pragma busy_timeout = ${busyTimeoutMs}`);
  }
};

/**
 * Turns the write-ahead log on. SQLite does not wait for a lock at this step, unlike at all others, so processes that
 * open a new database together would fail by chance.
 */
const useWriteAheadLog = async (client: DatabaseSync, file: string, timeoutMs: number): Promise<void> => {
  for (const start = performance.now(); ; ) {
    try {
      client.exec("pragma journal_mode = wal; pragma synchronous = normal");
      return;
    } catch (error) {
      const explained = explainError(error, file);
      const locked = explained instanceof DatabaseError && explained.problem === "locked";
      if (!locked || performance.now() - start > timeoutMs) throw explained;
      await setTimeout(20);
    }
  }
};

/**
 * The lock of a transaction that writes is taken at once, since one that first read could not wait for another writer.
 * The awaits inside a transaction end in the same turn of the event loop, as the driver has every result at once.
 */
const handleOf = (client: DatabaseSync, orm: Orm, file: string): SqliteDb => {
  const inTurn = oneAtATime();
  const transaction: Db["transaction"] = (kind, work) =>
    inTurn(async () => {
      try {
        client.exec(kind === "write" ? "begin immediate" : "begin");
        const result = await work();
        client.exec("commit");
        return result;
      } catch (error) {
        // A full disk has ended the transaction already.
        if (client.isTransaction) client.exec("rollback");
        throw explainError(error, file);
      }
    });
  return {
    kind: "sqlite",
    file,
    orm,
    client,
    prepared: preparing(orm),
    transaction,
    copyTo: (copy) => inTurn(async () => void client.prepare("vacuum into ?").run(copy)),
    close: () => inTurn(async () => client.close()),
  };
};

/** Opens the database `file` and brings it up to date. Throws a `DatabaseError`; the file is closed again then. */
export const openSqlite = async (file: string, options: SqliteOptions = {}): Promise<SqliteDb> => {
  const { busyTimeoutMs = 10_000, readOnly = false, migrationsFolder = MIGRATIONS } = options;
  let client: DatabaseSync | undefined;
  try {
    client = new Sqlite(file, { timeout: busyTimeoutMs, readOnly, enableForeignKeyConstraints: true });
    const orm = drizzle({ client });
    if (readOnly) {
      if (pendingMigrations(orm, file, migrationsFolder).length > 0) {
        const message = `${file}: an older toolrisk made this database: run any command that writes to it once`;
        throw new DatabaseError("not-migrated", file, message);
      }
    } else {
      await useWriteAheadLog(client, file, busyTimeoutMs);
      migrateSqlite(client, orm, file, { migrationsFolder, busyTimeoutMs });
    }
    return handleOf(client, orm as unknown as Orm, file);
  } catch (error) {
    client?.close();
    throw explainError(error, file);
  }
};
