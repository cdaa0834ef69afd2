import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { refineSqliteCodecs } from "drizzle-orm/sqlite-core/codecs";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import pg from "pg";
import { copyToSqlite } from "./copy-to-sqlite.ts";
import { type Db, type Orm, oneAtATime, preparing } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { explainPostgresError } from "./postgres-error.ts";

/*
 * All that is particular to PostgreSQL. The statements are those of the query builder for SQLite, which PostgreSQL reads
 * too but for three things: its parameters are numbered, a row whose id is null is not given one, and the columns of a
 * conflict stand without their table.
 */

export interface PostgresOptions {
  /** Opens an up-to-date database without changing anything. */
  readOnly?: boolean;
  /** The folder of the migrations; the shipped ones by default. Tests name another. */
  migrationsFolder?: string;
}

const MIGRATIONS = fileURLToPath(new URL("./migrations-postgres", import.meta.url));

/** Held by whoever writes, so that one writes at a time as in the embedded database; the number is "tool" in ASCII. */
const WRITER_LOCK = 0x746f6f6c;
/** Held while migrations are applied. */
const MIGRATION_LOCK = WRITER_LOCK + 1;

/** A statement of the query builder in PostgreSQL's words. Values are parameters, so none can look like its syntax. */
export const translated = (statement: string): string => {
  let parameters = 0;
  const text = statement
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (part) => (part === "?" ? `$${++parameters}` : part))
    .replace(/ on conflict \(([^)]*)\)/, (_, columns: string) => ` on conflict (${columns.replace(/"\w+"\./g, "")})`);
  // An id comes first in its table; SQLite numbers the row where it is null.
  return /^insert into "\w+" \("id"/.test(text) ? text.replaceAll("(null, ", "(default, ") : text;
};

/** Integers are within what a number holds exactly, so 64-bit ones come as numbers, not as text. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** More statements than all queries have, but for those with lists of many lengths. */
const MOST_NAMED = 300;

const queryBuilder = (client: pg.ClientBase): Orm => {
  const known = new Map<string, { text: string; name?: string }>();
  const query = async (statement: string, values: unknown[], rowMode?: "array" | "object") => {
    let ours = known.get(statement);
    if (!ours) {
      const text = translated(statement);
      // A named statement is parsed once for the connection; the server keeps each until then.
      ours = known.size < MOST_NAMED ? { text, name: `toolrisk_${known.size}` } : { text };
      if (ours.name) known.set(statement, ours);
    }
    const config = { ...ours, values, types };
    const arrays: pg.QueryArrayConfig = { ...config, rowMode: "array" };
    return rowMode === "object" ? (await client.query(config)).rows : (await client.query(arrays)).rows;
  };
  const executors = {
    all: query,
    get: async (statement: string, values: unknown[], rowMode?: "array" | "object") =>
      (await query(statement, values, rowMode))[0],
    run: async (statement: string, values: unknown[]) => {
      await query(statement, values);
    },
  };
  const codecs = refineSqliteCodecs({ "text:json": { normalize: JSON.parse } });
  return drizzle(executors as Parameters<typeof drizzle>[0], { codecs }) as unknown as Orm;
};

/** The address of a database as messages show it. */
export const withoutPassword = (url: string): string => {
  const shown = new URL(url);
  if (shown.password) shown.password = "…";
  for (const key of [...shown.searchParams.keys()]) if (/pass/i.test(key)) shown.searchParams.set(key, "…");
  return decodeURI(shown.href);
};

/** Applies what migrations are missing, all or none; waits while another process does. */
const migrate = async (client: pg.ClientBase, place: string, { readOnly, migrationsFolder }: PostgresOptions) => {
  const known = readMigrationFiles({ migrationsFolder: migrationsFolder ?? MIGRATIONS });
  const appliedNames = async (): Promise<string[]> => {
    const { rows } = await client.query("select to_regclass('toolrisk_migrations') is not null as made");
    if (!rows[0].made) return [];
    return (await client.query("select name from toolrisk_migrations")).rows.map(({ name }) => name);
  };
  const missing = async (): Promise<typeof known> => {
    const applied = await appliedNames();
    const unknown = applied.filter((name) => !known.some((migration) => migration.name === name));
    if (unknown.length > 0) {
      const message = `${place}: a newer toolrisk made this database (it has the migration ${unknown.sort().at(-1)}): update toolrisk`;
      throw new DatabaseError("newer", place, message);
    }
    return known.filter(({ name }) => !applied.includes(name));
  };
  if ((await missing()).length === 0) return;
  if (readOnly) {
    const message = `${place}: an older toolrisk made this database, or none: run any command that writes to it once`;
    throw new DatabaseError("not-migrated", place, message);
  }
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(
      "create table if not exists toolrisk_migrations (name text primary key, applied_at timestamptz not null default now())",
    );
    for (const migration of await missing()) {
      for (const statement of migration.sql) await client.query(statement);
      await client.query("insert into toolrisk_migrations (name) values ($1)", [migration.name]);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
};

/**
 * Connects to the PostgreSQL database (15 or newer, in UTF-8) at `url`, such as `postgres://user:password@host/name`, and
 * brings it up to date. The handle has one connection, which it opens again when it was lost between two transactions.
 * Throws a `DatabaseError` that names the database without its password.
 */
export const openPostgres = async (url: string, options: PostgresOptions = {}): Promise<Db> => {
  const place = withoutPassword(url);
  const inTurn = oneAtATime();
  let connected: { client: pg.Client; orm: Orm; prepared: Db["prepared"] } | null = null;

  const connect = async () => {
    if (connected) return connected;
    const client = new pg.Client({
      connectionString: url,
      application_name: "toolrisk",
      connectionTimeoutMillis: 10_000,
    });
    // Without a listener a lost connection would end the process; the next statement tells of it.
    client.on("error", () => {
      connected = null;
    });
    await client.connect();
    const orm = queryBuilder(client);
    connected = { client, orm, prepared: preparing(orm) };
    return connected;
  };
  const current = () => {
    if (!connected) throw new DatabaseError("failed", place, `${place}: a query outside of a transaction`);
    return connected;
  };
  const explained = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw explainPostgresError(error, place);
    }
  };

  const BEGIN = { write: "begin", read: "begin isolation level repeatable read read only" };
  const transaction: Db["transaction"] = (kind, work) =>
    inTurn(() =>
      explained(async () => {
        if (kind === "write" && options.readOnly) {
          throw new DatabaseError("read-only", place, `${place}: opened to read only`);
        }
        const { client } = await connect();
        try {
          await client.query(BEGIN[kind]);
          if (kind === "write") await client.query("select pg_advisory_xact_lock($1)", [WRITER_LOCK]);
          const result = await work();
          await client.query("commit");
          return result;
        } catch (error) {
          // A connection that cannot even roll back is of no more use.
          await client.query("rollback").catch(() => {
            connected = null;
            client.end().catch(() => {});
          });
          throw error;
        }
      }),
    );

  await explained(async () => {
    const { client } = await connect();
    try {
      await migrate(client, place, options);
    } catch (error) {
      await client.end();
      throw error;
    }
  });
  const db: Db = {
    kind: "postgres",
    file: place,
    get orm() {
      return current().orm;
    },
    prepared: (build) => current().prepared(build),
    transaction,
    copyTo: (file) => copyToSqlite(db, file),
    close: () =>
      inTurn(async () => {
        await connected?.client.end();
        connected = null;
      }),
  };
  return db;
};
