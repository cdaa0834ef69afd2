import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listTools, readServer, readToolPage } from "../../db/queries/catalogue.ts";
import { planner } from "../../db/queries/plan.ts";
import * as schema from "../../db/schema.ts";
import { list, toolOf } from "./samples.ts";
import { clientOf, temporaryFolder } from "./temporary.ts";

const FOLDER = join(import.meta.dirname, "../../db/migrations");
const STATES = join(import.meta.dirname, "states");
const migrations = readdirSync(FOLDER).sort();

/** A folder with the first `count` migrations alone: the code of that time. */
const earlier = (folder: string, count: number): string => {
  mkdirSync(folder);
  for (const name of migrations.slice(0, count)) cpSync(join(FOLDER, name), join(folder, name), { recursive: true });
  return folder;
};

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
    const then = await openDatabase(home, { migrationsFolder: earlier(join(home, "migrations"), index + 1) });
    clientOf(then).exec(readFileSync(join(STATES, `${name}.sql`), "utf8"));
    await closeDatabase(then);

    const db = await openDatabase(home);
    t.after(() => closeDatabase(db));
    const counts = await catalogueCounts(db);
    assert.deepEqual([counts.servers, counts.tools, counts.classified], [1, 2, 1]);
    const server = await readServer(db, "io.example/files");
    assert.deepEqual(
      server?.packages.map((pkg) => [pkg.identifier, pkg.version]),
      [["@example/files", "1.2.3"]],
    );
    assert.deepEqual(
      server?.remotes.map((remote) => remote.url),
      ["https://files.example/mcp"],
    );
    assert.deepEqual(
      server?.sources.map((one) => one.source),
      ["records"],
    );
    assert.equal(server?.latestAttempt.outcome, "incomplete");
    assert.deepEqual(
      server?.incompleteTools.map((tool) => tool.name),
      ["read_file"],
    );
    const page = await readToolPage(db, "io-example-files", "read_file");
    assert.equal(page?.classification?.category, "Read");
    assert.equal(page?.decision?.action, "allow");
    assert.equal(page?.history.length, 2);
    const plan = await planner(db);
    assert.equal(plan.decide(server?.record ?? { name: "" }).look, true);
    assert.deepEqual(clientOf(db).prepare("pragma foreign_key_check").all(), []);
    await list(db, "io.example/files", 600, [toolOf("read_file")]);
    assert.deepEqual(
      (await listTools(db, "io.example/files")).map((tool) => tool.name),
      ["read_file"],
    );
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

test("a migration that fails leaves the database as it was", async (t) => {
  const home = temporaryFolder(t);
  await closeDatabase(await openDatabase(home));
  const folder = earlier(join(home, "migrations"), migrations.length);
  const broken = join(folder, "29990101000000_broken");
  mkdirSync(broken);
  writeFileSync(
    join(broken, "migration.sql"),
    "create table half (id integer);--> statement-breakpoint\ninsert into nowhere values (1);",
  );
  await assert.rejects(openDatabase(home, { migrationsFolder: folder }), /nowhere/);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  assert.equal(clientOf(db).prepare("select count(*) as n from sqlite_master where name = 'half'").get()?.n, 0);
});
