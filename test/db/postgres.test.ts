import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import pg from "pg";
import { DatabaseError } from "../../db/database-error.ts";
import { closeDatabase, type Db, openDatabase } from "../../db/open.ts";
import { translated, withoutPassword } from "../../db/postgres.ts";
import { catalogueCounts, listTools, readServer, readToolPage, relatedTools } from "../../db/queries/catalogue.ts";
import { noteSightings } from "../../db/queries/note-sightings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { serversBehind } from "../../db/queries/search.ts";
import { snapshotDatabase } from "../../db/queries/snapshot.ts";
import { withdraw } from "../../db/queries/source-passes.ts";
import * as schema from "../../db/schema.ts";
import { databaseContract } from "./database.contract.ts";
import { startPostgres } from "./postgres-server.ts";
import { list, minute, recordOf, resultOf, toolOf, toolSlugs } from "./samples.ts";
import { type TemporaryDatabase, temporaryFolder } from "./temporary.ts";

const server = await startPostgres();
after(() => server.stop());

const temporaryPostgres: TemporaryDatabase = async (t) => {
  const db = await openDatabase("unused", { url: await server.database() });
  t.after(() => closeDatabase(db));
  return db;
};

databaseContract(temporaryPostgres);

test("the migrations make exactly the tables and columns of the schema", async (t) => {
  const url = await server.database();
  await closeDatabase(await openDatabase("unused", { url }));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.after(() => client.end());
  const { rows } = await client.query(
    `select table_name, column_name, data_type, is_nullable, collation_name from information_schema.columns
     where table_schema = 'public' and table_name <> 'toolrisk_migrations'`,
  );
  const made = rows.map((row) => [
    `${row.table_name}.${row.column_name}`,
    row.data_type,
    row.is_nullable === "NO",
    row.collation_name,
  ]);
  const TYPES: Record<string, string> = { integer: "bigint", real: "double precision", text: "text" };
  const tables = Object.values(schema).filter((value) => value instanceof SQLiteTable);
  const declared = tables.flatMap((table) => {
    const { name, columns, primaryKeys } = getTableConfig(table);
    const keys = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
    return columns.map((column) => {
      const type = TYPES[column.getSQLType()];
      const notNull = column.notNull || column.primary || keys.includes(column.name);
      return [`${name}.${column.name}`, type, notNull, type === "text" ? "C" : null];
    });
  });
  assert.deepEqual(made.sort(), declared.sort(), "write a migration in db/migrations-postgres/ beside the other one");
  const { rows: indexes } = await client.query("select indexname from pg_indexes where schemaname = 'public'");
  const names = new Set(indexes.map((row) => row.indexname));
  const wanted = tables.flatMap((table) => getTableConfig(table).indexes.map((index) => index.config.name));
  assert.deepEqual(
    wanted.filter((name) => !names.has(name)),
    [],
  );
});

test("names and addresses of any length are kept, although no ordered index could hold them", async (t) => {
  const db = await temporaryPostgres(t);
  const name = Array.from({ length: 6_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join("");
  await list(db, name, 1, [toolOf(name)]);
  await list(db, name, 2, [toolOf(name), toolOf("other")]);
  assert.equal((await readServer(db, name))?.attempts.length, 2);
  const url = `https://acme.example/${name}`;
  const remotes = [{ type: "streamable-http", url }];
  const packages = [{ registryType: name, identifier: name, version: name }];
  const texts = { error: name, launcher: name, registryType: name, identifier: name, version: name, integrity: name };
  await saveAttempt(db, recordOf("acme", { title: name, remotes, packages }), resultOf("acme", minute(3), [], texts));
  assert.deepEqual(await serversBehind(db, { url }), ["acme"]);
  assert.deepEqual(await serversBehind(db, { identifier: name }), ["acme"]);
  await noteSightings(db, [{ server: "acme", source: "docker", named: name }]);
  assert.equal(await withdraw(db, "docker", [name]), 1);
  assert.deepEqual(
    (await listTools(db, name)).map((tool) => tool.name),
    [name, "other"],
  );
});

test("a snapshot is an embedded database that says the same", async (t) => {
  const db = await temporaryPostgres(t);
  for (let n = 0; n < 30; n += 1) await list(db, `server ${n} \ud800`, n, [toolOf("a\0b"), toolOf(`tool-${n}`)]);
  const file = join(temporaryFolder(t), "site.db");
  await snapshotDatabase(db, file);
  const copy = await openDatabase("unused", { file, readOnly: true });
  t.after(() => closeDatabase(copy));
  assert.deepEqual(await catalogueCounts(copy), await catalogueCounts(db));
  const tools = await toolSlugs(db);
  assert.equal(tools.length, 60);
  assert.deepEqual(await toolSlugs(copy), tools);
  const pagesOf = (from: Db): Promise<unknown[]> =>
    Promise.all(
      tools.map(async ({ serverSlug, toolSlug }) => [
        await readToolPage(from, serverSlug, toolSlug),
        await relatedTools(from, serverSlug, toolSlug),
      ]),
    );
  assert.deepEqual(await pagesOf(copy), await pagesOf(db));
});

test("several that open one empty database at once, and write to it, all come through", async () => {
  const url = await server.database();
  const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase("unused", { url })));
  await Promise.all(opened.map((db, n) => list(db, `server-${n % 2}`, n, [toolOf("a"), toolOf(`of ${n % 2}`)])));
  const [first] = opened;
  assert.ok(first);
  assert.equal((await catalogueCounts(first)).servers, 2);
  await Promise.all(opened.map(closeDatabase));
});

test("a connection that was cut is opened again, and what was under way is said to be lost", async (t) => {
  const url = await server.database();
  const db = await openDatabase("unused", { url });
  t.after(() => closeDatabase(db));
  await list(db, "acme", 1, [toolOf("a")]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.after(() => client.end());
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'toolrisk' and datname = current_database()",
  );
  await list(db, "acme", 2, [toolOf("b")]).catch((error) => assert.ok(error instanceof DatabaseError, String(error)));
  await list(db, "acme", 3, [toolOf("b")]);
  assert.equal((await listTools(db, "acme")).length, 1);
});

test("what keeps a database from being opened is said, without the password", async () => {
  const url = await server.database();
  const wrong: [string, RegExp][] = [
    [url.replace("secret%20word", "wrong-word"), /correct the user and password/],
    [url.replace(/test_\d+$/, "absent"), /make that database first/],
    [url.replace(/:\d+\//, ":1/"), /nothing answers there/],
    ["mysql://user:wrong-word@localhost/x", /begins with postgres:\/\//],
    [url.replace("postgres:secret%20word", "us%er:wrong-word"), /a % in it .* is written %25/],
    [url.replace("secret%20word", "wrong-word%ff"), /a % in it .* is written %25/],
    [`${url}%`, /a % in it .* is written %25/],
    [`${url}?application_name=%zz`, /a % in it .* is written %25/],
    ["postgres://user:12/wrong-word@localhost/x", /a \/ in it .* is written %2F/],
    ["postgres://user:12?wrong-word@localhost/x", /a \/ in it .* is written %2F/],
    ["postgres://user:12#wrong-word@localhost/x", /a \/ in it .* is written %2F/],
    [`${url}?sslmode=no-verify`, /leave sslmode out of the address, or turn TLS on/],
    [`${url}?sslrootcert=/nowhere/root.pem`, /\/nowhere\/root.pem.*: correct the file that the address names/],
  ];
  for (const [address, says] of wrong) {
    await assert.rejects(openDatabase("unused", { url: address }), (error: unknown) => {
      assert.ok(error instanceof DatabaseError, String(error));
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /wrong-word|secret/);
      return true;
    });
  }
  const readOnly = openDatabase("unused", { url, readOnly: true });
  await assert.rejects(readOnly, (error) => error instanceof DatabaseError && error.problem === "not-migrated");
  assert.equal(withoutPassword("postgres://me:word@host:5433/name"), "postgres://me:…@host:5433/name");
});

test("a statement is said in other words, but for what stands in quotes", () => {
  const quoted = `select '?', "a?b", 'it''s ?' from t where`;
  assert.equal(translated(`${quoted} x = ? and y = ?`), `${quoted} x = $1 and y = $2`);
  assert.equal(
    translated(`insert into "t" ("id", "a", "b") values (null, ?, null)`),
    `insert into "t" ("id", "a", "b") values (default, $1, null)`,
  );
  assert.equal(
    translated(`insert into "t" ("a") values (?) on conflict ("t"."a", "t"."b") do nothing`),
    `insert into "t" ("a") values ($1) on conflict ("a", "b") do nothing`,
  );
});
