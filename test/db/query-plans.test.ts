import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { closeDatabase, type Db, databaseFile, openDatabase } from "../../db/open.ts";
import { catalogueCounts } from "../../db/queries/catalogue.ts";
import { fill, singleQueries } from "./single-queries.ts";
import { clientOf, temporaryFolder } from "./temporary.ts";

/** Runs `work` and gives the tables that one of its statements reads through, with the statement. */
const scansOf = async (db: Db, explainer: DatabaseSync, work: () => Promise<unknown>): Promise<string[]> => {
  const client = clientOf(db);
  const prepare = client.prepare.bind(client);
  const statements = new Set<string>();
  client.prepare = (sql: string) => {
    if (/^\s*(select|update|delete|insert|with)\b/i.test(sql)) statements.add(sql);
    return prepare(sql);
  };
  try {
    await work();
  } finally {
    client.prepare = prepare;
  }
  assert.ok(statements.size > 0, "no statement was seen");
  return [...statements].flatMap((sql) =>
    explainer
      .prepare(`explain query plan ${sql}`)
      .all()
      .map((row) => String(row.detail))
      // A table that stands in the statement alone (the values of an insert, a list) has no rows to speak of.
      .filter((detail) => /^SCAN (?!json_each|CONSTANT ROW|verdict$|\d|\()/.test(detail))
      .map((detail) => `${detail}: ${sql}`),
  );
};

test("no query for one server, tool or item reads a table through", async (t) => {
  const home = temporaryFolder(t);
  const filling = await openDatabase(home);
  await fill(filling);
  await closeDatabase(filling);

  // Opened anew, so that no statement is prepared already and all are seen.
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  // Without foreign keys: their plans hold a look at the rows that refer to a new one, which is taken for deferred keys alone.
  const explainer = new DatabaseSync(databaseFile(home), { readOnly: true, enableForeignKeyConstraints: false });
  t.after(() => explainer.close());
  const works = await singleQueries(db);
  assert.notDeepEqual(
    await scansOf(db, explainer, () => catalogueCounts(db)),
    [],
    "what counts everything reads through",
  );
  const found: Record<string, string[]> = {};
  for (const [what, work] of Object.entries(works)) {
    const scans = await scansOf(db, explainer, work);
    if (scans.length > 0) found[what] = scans;
  }
  assert.deepEqual(found, {});
});
