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
  /** Milliseconds that a transaction that writes may stand still before the server ends it; for tests. */
  silentMs?: number;
}

const MIGRATIONS = fileURLToPath(new URL("./migrations-postgres", import.meta.url));

/** Held by whoever writes, so that one writes at a time as in the embedded database; the number is "tool" in ASCII. */
const WRITER_LOCK = 0x746f6f6c;
/** Held while migrations are applied. */
const MIGRATION_LOCK = WRITER_LOCK + 1;

/**
 * Milliseconds without a statement after which a transaction that holds a lock is ended: a process that was stopped in
 * the middle of one, or whose machine sleeps, would keep all others waiting for as long.
 */
export const SILENT_MS = 30_000;

/** Begins a transaction that stands still for at most `silentMs`, and waits in it for the lock: one message. */
export const beginAlone = (lock: number, silentMs: number): string =>
  `begin; set local idle_in_transaction_session_timeout = ${silentMs}; select pg_advisory_xact_lock(${lock})`;

/** Whether the server ends the connection with this error, and tells it to the statement that was under way. */
export const endsConnection = (error: unknown): boolean => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof pg.DatabaseError) return at.severity === "FATAL";
  }
  return false;
};

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
/** Writes that are under way at once: what they hold stays in memory until they are answered. */
const MOST_UNANSWERED = 32;

/** The writes of one transaction whose answers nobody waited for. */
class Unanswered {
  readonly #open = new Set<Promise<void>>();
  /** What the first that failed said; those after it only say that the transaction is broken. */
  #failure: { error: unknown } | null = null;

  /** Waits only where too many are under way. */
  async add(write: Promise<unknown>): Promise<void> {
    const mine: Promise<void> = write.then(
      () => void this.#open.delete(mine),
      (error: unknown) => {
        this.#open.delete(mine);
        this.#failure ??= { error };
      },
    );
    this.#open.add(mine);
    while (this.#open.size >= MOST_UNANSWERED) await Promise.race(this.#open);
    this.check();
  }

  /** Throws what the first write that failed said. */
  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** When all are answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
    this.check();
  }
}

interface Builder {
  orm: Orm;
  /** Those of the transaction that is under way. */
  unanswered: Unanswered;
}

/**
 * The query builder on one connection. Statements go off without waiting for the answers to those before them, and the
 * answer to a write without a result is waited for at the end of its transaction: a database on another machine costs a
 * way there and back for each result that is needed, not for each statement.
 */
const queryBuilder = (client: pg.ClientBase): Builder => {
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
    run: (statement: string, values: unknown[]) => builder.unanswered.add(query(statement, values)),
  };
  const codecs = refineSqliteCodecs({ "text:json": { normalize: JSON.parse } });
  const orm = drizzle(executors as Parameters<typeof drizzle>[0], { codecs }) as unknown as Orm;
  const builder: Builder = { orm, unanswered: new Unanswered() };
  return builder;
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
  await client.query(beginAlone(MIGRATION_LOCK, SILENT_MS));
  try {
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
  interface Connection {
    client: pg.Client;
    builder: Builder;
    prepared: Db["prepared"];
    /** Why it was lost. */
    lost: Error | null;
  }
  let connected: Connection | null = null;

  const connect = async (): Promise<Connection> => {
    if (connected) return connected;
    const client = new pg.Client({
      connectionString: url,
      application_name: "toolrisk",
      connectionTimeoutMillis: 10_000,
      pipeline: true,
    });
    const builder = queryBuilder(client);
    const connection: Connection = { client, builder, prepared: preparing(builder.orm), lost: null };
    // Without a listener a lost connection would end the process; the next statement tells of it.
    client.on("error", (error) => {
      connection.lost ??= error;
      if (connected === connection) connected = null;
    });
    await client.connect();
    connected = connection;
    return connection;
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

  // One message. A write that went off before it is sure that there is a transaction could be kept by itself.
  const BEGIN_WRITING = beginAlone(WRITER_LOCK, options.silentMs ?? SILENT_MS);
  const BEGIN_READING = "begin isolation level repeatable read read only";
  const transaction: Db["transaction"] = (kind, work) =>
    inTurn(() =>
      explained(async () => {
        if (kind === "write" && options.readOnly) {
          throw new DatabaseError("read-only", place, `${place}: opened to read only`);
        }
        const connection = await connect();
        const { client, builder } = connection;
        const unanswered = new Unanswered();
        builder.unanswered = unanswered;
        let isEnding = false;
        try {
          if (kind === "write") await client.query(BEGIN_WRITING);
          else await unanswered.add(client.query(BEGIN_READING));
          const result = await work();
          await unanswered.settled();
          isEnding = true;
          const ended = client.query("commit");
          // What was read stays read, whatever becomes of the end.
          if (kind === "write") await ended;
          else ended.catch(() => {});
          return result;
        } catch (error) {
          // The first statement that failed says why; those that went off after it were refused for it.
          const first = await unanswered.settled().then(
            () => error,
            (failure: unknown) => failure,
          );
          // A connection that cannot even roll back is of no more use.
          await client.query("rollback").catch(() => {
            connected = null;
            client.end().catch(() => {});
          });
          // What goes off on a lost connection only says that it cannot be used.
          const explained = explainPostgresError(connection.lost ?? first, place);
          if ((connection.lost || endsConnection(first)) && !isEnding && explained instanceof DatabaseError) {
            throw new DatabaseError("interrupted", place, explained.message, { cause: explained });
          }
          throw explained;
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
      return current().builder.orm;
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
