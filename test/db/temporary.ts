import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { count } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { reading } from "../../db/database.ts";
import { closeDatabase, type Db, openDatabase } from "../../db/open.ts";
import type { SqliteDb } from "../../db/sqlite.ts";

/** Opens a database that is closed and gone after the test. */
export type TemporaryDatabase = (t: TestContext) => Promise<Db>;

/** A folder that is gone after the test. */
export const temporaryFolder = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), "toolrisk-db-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An embedded database in a folder of its own. */
export const temporarySqlite: TemporaryDatabase = async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "toolrisk-db-"));
  const db = await openDatabase(folder);
  t.after(async () => {
    await closeDatabase(db);
    rmSync(folder, { recursive: true, force: true });
  });
  return db;
};

/** The connection of an embedded database, to look behind the queries. */
export const clientOf = (db: Db): DatabaseSync => (db as SqliteDb).client;

/** How many rows a table has. */
export const rowsOf = (db: Db, table: SQLiteTable): Promise<number> =>
  reading(db, async () => (await db.orm.select({ n: count() }).from(table).get())?.n ?? 0);
