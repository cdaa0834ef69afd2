import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { DatabaseError } from "../../db/database-error.ts";
import { closeDatabase, databaseFile, openDatabase } from "../../db/open.ts";
import { catalogueCounts } from "../../db/queries/catalogue.ts";
import * as schema from "../../db/schema.ts";
import { addMigration, assertStateKept, earlierMigrations, migrationsIn } from "./migrated-state.ts";
import { list, toolOf } from "./samples.ts";
import { clientOf, temporaryFolder } from "./temporary.ts";

const FOLDER = join(import.meta.dirname, "../../db/migrations");
const STATES = join(import.meta.dirname, "states");
const migrations = migrationsIn(FOLDER);

test("every migration has a chosen name and a state of its time that holds data", () => {
  for (const name of migrations) {
    assert.match(name, /^\d{14}_[a-z]+(-[a-z]+)*$/);
    const state = join(STATES, `${name}.sql`);
    assert.ok(existsSync(state), `${state} is missing: rows for each table as it was after ${name}`);
  }
});

for (const [index, name] of migrations.entries()) {
  test(`a database of ${name} that holds data becomes today's and keeps it`, async (t) => {
    const home = temporaryFolder(t);
    const then = await openDatabase(home, {
      migrationsFolder: earlierMigrations(FOLDER, join(home, "migrations"), index + 1),
    });
    clientOf(then).exec(readFileSync(join(STATES, `${name}.sql`), "utf8"));
    await closeDatabase(then);

    const db = await openDatabase(home);
    t.after(() => closeDatabase(db));
    await assertStateKept(db);
    assert.deepEqual(clientOf(db).prepare("pragma foreign_key_check").all(), []);
  });
}

test("the migrations make exactly the tables, columns and indexes of the schema", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const tables = Object.values(schema).filter((value) => value instanceof SQLiteTable);
  const declared = tables.map((table) => {
    const { name, columns, indexes } = getTableConfig(table);
    return {
      name,
      columns: columns
        .map((column) => [column.name, column.getSQLType(), Number(column.notNull && !column.primary)])
        .sort(),
      indexes: indexes.map((index) => index.config.name).sort(),
    };
  });
  const made = declared.map(({ name }) => ({
    name,
    columns: (
      clientOf(db).prepare('select name, type, "notnull", pk from pragma_table_info(?)').all(name) as {
        name: string;
        type: string;
        notnull: number;
      }[]
    )
      .map((column) => [column.name, column.type.toLowerCase(), column.notnull])
      .sort(),
    indexes: clientOf(db)
      .prepare("select name from pragma_index_list(?) where origin = 'c'")
      .all(name)
      .map((index) => index.name)
      .sort(),
  }));
  assert.deepEqual(made, declared, "run: npx drizzle-kit generate --name what-it-does");
  const inDatabase = clientOf(db)
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'",
    )
    .all()
    .map((row) => row.name);
  assert.deepEqual(inDatabase.sort(), declared.map((table) => table.name).sort());
});

/** An up-to-date database with data, and a folder of migrations with one more. */
const withOneMore = async (home: string, statements: string[]): Promise<string> => {
  const db = await openDatabase(home);
  for (let n = 0; n < 20; n += 1) await list(db, `server-${n}`, n, [toolOf("a"), toolOf("b")]);
  await closeDatabase(db);
  const folder = earlierMigrations(FOLDER, join(home, "migrations"), migrations.length);
  addMigration(folder, statements);
  return folder;
};

const assertAsBefore = async (home: string): Promise<void> => {
  const db = await openDatabase(home);
  try {
    const tables = clientOf(db).prepare("select count(*) as n from sqlite_master where name = 'half'").get();
    assert.equal(tables?.n, 0);
    assert.equal((await catalogueCounts(db)).tools, 40);
    assert.equal(clientOf(db).prepare("pragma integrity_check").get()?.integrity_check, "ok");
  } finally {
    await closeDatabase(db);
  }
};

test("a migration that fails, or leaves rows without their parent, leaves the database as it was", async (t) => {
  const half = ["create table half (id integer);", "delete from tool_versions;", "insert into nowhere values (1);"];
  const failing = temporaryFolder(t);
  await assert.rejects(openDatabase(failing, { migrationsFolder: await withOneMore(failing, half) }), /nowhere/);
  await assertAsBefore(failing);
  const orphaning = temporaryFolder(t);
  const folder = await withOneMore(orphaning, ["create table half (id integer);", "delete from attempts;"]);
  await assert.rejects(
    openDatabase(orphaning, { migrationsFolder: folder }),
    (error: unknown) => error instanceof DatabaseError && /lost their parent/.test(error.message),
  );
  await assertAsBefore(orphaning);
});

test("a migration that is killed half-way leaves the database as it was, and several at once apply it once", async (t) => {
  const home = temporaryFolder(t);
  const slow = `insert into half
    with recursive n(x) as (select 1 union all select x + 1 from n where x < 3000000) select x from n;`;
  const folder = await withOneMore(home, ["create table half (id integer);", "delete from tool_versions;", slow]);
  const open = () => {
    const script = join(import.meta.dirname, "open-and-close.ts");
    return spawn(process.execPath, [script, home, folder], { stdio: ["ignore", "pipe", "inherit"] });
  };
  // Once it writes to the log of the database it is in the middle.
  const killed = open();
  const log = `${databaseFile(home)}-wal`;
  while (!existsSync(log) || statSync(log).size === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  killed.kill("SIGKILL");
  assert.deepEqual(await once(killed, "close"), [null, "SIGKILL"]);
  await assertAsBefore(home);

  const codes = await Promise.all([open(), open(), open()].map(async (child) => (await once(child, "close"))[0]));
  assert.deepEqual(codes, [0, 0, 0]);
  const db = await openDatabase(home, { migrationsFolder: folder });
  t.after(() => closeDatabase(db));
  assert.equal(clientOf(db).prepare("select count(*) as n from half").get()?.n, 3_000_000);
});
