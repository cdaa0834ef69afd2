import type { SQLiteAsyncDatabase } from "drizzle-orm/sqlite-core/async/db";

/*
 * The seam between the queries and the two databases. There is one schema and one set of statements: what the query
 * builder for SQLite writes is plain SQL that PostgreSQL runs too, once its parameters are numbered. A database is
 * therefore only what runs a statement, begins and ends a transaction, and applies its own migrations.
 */

/** The query builder. On both databases its results are awaited, although SQLite has them at once. */
export type Orm = SQLiteAsyncDatabase<"async", unknown>;

/** The handle that every query takes. Use the functions of `db/queries/`; the fields are for `db/` alone. */
export interface Db {
  readonly kind: "sqlite" | "postgres";
  /** What messages call it: its file, or its address without the password. */
  readonly file: string;
  /** Only inside `reading` or `writing`: elsewhere its statements would fall into the transaction of another call. */
  readonly orm: Orm;
  /** What `build` made, once for this handle: a prepared statement. `build` must be a constant of a module. */
  prepared<Statement>(build: (orm: Orm) => Statement): Statement;
  /** Runs `work` in a transaction, after those that were asked for before; nesting them would wait for ever. */
  transaction<Result>(kind: "write" | "read", work: () => Promise<Result>): Promise<Result>;
  /** Writes a consistent copy of everything to a new file, as an embedded database. */
  copyTo(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Remembers what was built for one query builder. */
export const preparing = (orm: Orm): Db["prepared"] => {
  const statements = new Map<unknown, unknown>();
  return <Statement>(build: (orm: Orm) => Statement): Statement => {
    const statement = (statements.get(build) as Statement | undefined) ?? build(orm);
    statements.set(build, statement);
    return statement;
  };
};

/** Lets one piece of work run at a time, in the order in which they came. */
export const oneAtATime = (): (<Result>(work: () => Promise<Result>) => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
};

/**
 * Runs `work` in one transaction that writes: all of it is kept, or nothing. One writer at a time works on a database,
 * whatever process it is of, so that what was read first still holds when it is written.
 */
export const writing = <Result>(db: Db, work: () => Promise<Result>): Promise<Result> => db.transaction("write", work);

/** Runs `work` on one snapshot of the database. */
export const reading = <Result>(db: Db, work: () => Promise<Result>): Promise<Result> => db.transaction("read", work);
