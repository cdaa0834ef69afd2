import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts } from "../../db/queries/catalogue.ts";
import { addMigration, assertStateKept, earlierMigrations, migrationsIn } from "./migrated-state.ts";
import { startPostgres } from "./postgres-server.ts";
import { list, toolOf } from "./samples.ts";
import { temporaryFolder } from "./temporary.ts";

const FOLDER = join(import.meta.dirname, "../../db/migrations-postgres");
const STATES = join(import.meta.dirname, "states");
const migrations = migrationsIn(FOLDER);
/** The state of a migration's time is that of the embedded database, whose first three are one migration here. */
const stateOf = (name: string): string =>
  join(STATES, `${name === "20261122201200_initial" ? "20261122200229_graded-changes" : name}.sql`);

const server = await startPostgres();
after(() => server.stop());

const connected = async <Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

test("every migration has a chosen name and a state of its time that holds data", () => {
  for (const name of migrations) {
    assert.match(name, /^\d{14}_[a-z]+(-[a-z]+)*$/);
    const state = stateOf(name);
    assert.ok(existsSync(state), `${state} is missing: rows for each table as it was after ${name}`);
  }
});

for (const [index, name] of migrations.entries()) {
  test(`a database of ${name} that holds data becomes today's and keeps it`, async (t) => {
    const url = await server.database();
    const migrationsFolder = earlierMigrations(FOLDER, join(temporaryFolder(t), "migrations"), index + 1);
    await closeDatabase(await openDatabase("unused", { url, migrationsFolder }));
    await connected(url, async (client) => {
      const tables = await client.query(
        "select table_name as name from information_schema.tables where table_schema = 'public'",
      );
      await client.query(readFileSync(stateOf(name), "utf8"));
      // Ids that were given by hand do not move the counters.
      const ids = await client.query(
        "select table_name as name from information_schema.columns where is_identity = 'YES'",
      );
      for (const { name: table } of ids.rows)
        await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), 100)`);
      for (const { name: table } of tables.rows) {
        const { rows } = await client.query(`select count(*) as n from ${pg.escapeIdentifier(table)}`);
        assert.ok(Number(rows[0].n) > 0, `the state holds no row of ${table}`);
      }
    });
    const db = await openDatabase("unused", { url });
    t.after(() => closeDatabase(db));
    await assertStateKept(db);
  });
}

test("a migration that fails or is killed half-way leaves the database as it was, and several at once apply it once", async (t) => {
  const url = await server.database();
  const db = await openDatabase("unused", { url });
  for (let n = 0; n < 10; n += 1) await list(db, `server-${n}`, n, [toolOf("a"), toolOf("b")]);
  await closeDatabase(db);
  const withOneMore = (last: string): string => {
    const folder = earlierMigrations(FOLDER, join(temporaryFolder(t), "migrations"), migrations.length);
    addMigration(folder, ["create table half (id bigint);", "delete from tool_versions;", last]);
    return folder;
  };
  const assertAsBefore = async (): Promise<void> => {
    const same = await openDatabase("unused", { url });
    assert.equal((await catalogueCounts(same)).tools, 20);
    await closeDatabase(same);
    await connected(url, async (client) => {
      const { rows } = await client.query(
        "select to_regclass('half') is null as gone, (select count(*) from tool_versions) as n",
      );
      assert.deepEqual(rows, [{ gone: true, n: "20" }]);
    });
  };
  const failing = openDatabase("unused", { url, migrationsFolder: withOneMore("insert into nowhere values (1);") });
  await assert.rejects(failing, /nowhere/);
  await assertAsBefore();

  const folder = withOneMore("select pg_sleep(2);");
  const open = () => {
    const args = [join(import.meta.dirname, "open-and-close.ts"), "unused", folder];
    return spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, TOOLRISK_DATABASE: url } });
  };
  const killed = open();
  await connected(url, async (client) => {
    for (;;) {
      const { rows } = await client.query(
        "select 1 from pg_stat_activity where application_name = 'toolrisk' and query like '%pg_sleep%'",
      );
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  killed.kill("SIGKILL");
  assert.deepEqual(await once(killed, "close"), [null, "SIGKILL"]);
  await assertAsBefore();

  const codes = await Promise.all([open(), open(), open()].map(async (child) => (await once(child, "close"))[0]));
  assert.deepEqual(codes, [0, 0, 0]);
  await connected(url, async (client) => {
    const { rows } = await client.query("select count(*) as n from toolrisk_migrations where name like '2999%'");
    assert.deepEqual(rows, [{ n: "1" }]);
  });
});
