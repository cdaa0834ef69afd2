import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { closeDatabase, type Db, databaseFile, openDatabase } from "../../db/open.ts";
import {
  catalogueCounts,
  listTools,
  readServer,
  readServerBySlug,
  readToolPage,
  relatedTools,
} from "../../db/queries/catalogue.ts";
import { changesOf } from "../../db/queries/changes.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import {
  addItems,
  buryItem,
  finishItem,
  giveBack,
  jobCounts,
  keepItems,
  openJob,
  readItem,
  takeItems,
} from "../../db/queries/jobs.ts";
import { knownElsewhere } from "../../db/queries/known-elsewhere.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { serversBehind } from "../../db/queries/search.ts";
import { list, minute, recordOf, resultOf, toolOf, verdictOf } from "./samples.ts";
import { clientOf, temporaryFolder } from "./temporary.ts";

/*
 * What is asked for one server, tool or item must not read a table through: at 515,000 tools that is the difference between
 * a millisecond and a second. The planner of the embedded database is asked for every statement that such a query runs.
 */

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
  const record = recordOf("acme/one", {
    packages: [{ registryType: "npm", identifier: "@acme/one", version: "1.0.0" }],
    remotes: [{ type: "streamable-http", url: "https://acme.example/mcp" }],
  });
  for (let n = 0; n < 200; n += 1) await list(filling, `server-${n}`, n, [toolOf("a"), toolOf(`b${n}`)]);
  await list(filling, "acme/one", 1, [toolOf("a")]);
  await closeDatabase(filling);

  // Opened anew, so that no statement is prepared already and all are seen.
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  // Without foreign keys: their plans hold a look at the rows that refer to a new one, which is taken for deferred keys alone.
  const explainer = new DatabaseSync(databaseFile(home), { readOnly: true, enableForeignKeyConstraints: false });
  t.after(() => explainer.close());
  const { id: jobId } = await openJob(db, ["records:a.json"]);
  const NOW = new Date(minute(0));
  const take = () => takeItems(db, { jobId, source: "records", taker: "a", limit: 1 }, NOW);
  const works: Record<string, () => Promise<unknown>> = {
    "a server by its name": () => readServer(db, "server-7"),
    "a server by its slug": () => readServerBySlug(db, "server-7"),
    "a page of a tool": () => readToolPage(db, "server-7", "a"),
    "tools that are related": () => relatedTools(db, "server-7", "a"),
    "the tools of a server": () => listTools(db, "server-7"),
    "what a person names": () => findTarget(db, "server-7/a"),
    "changes of a server": () => changesOf(db, { server: "server-7" }),
    "servers behind a package": () => serversBehind(db, { identifier: "@acme/one" }),
    "servers behind an address": () => serversBehind(db, { url: "https://acme.example/mcp" }),
    "servers that other sources know": () => knownElsewhere(db, "registry", [record]),
    "another listing": () => list(db, "server-7", 500, [toolOf("a", "other"), toolOf("new")]),
    verdicts: () => saveClassifications(db, "server-8", [verdictOf("server-8", toolOf("a"))]),
    "items that are added": () => addItems(db, jobId, "records", [record, recordOf("two"), recordOf("three")]),
    "an item that is taken": take,
    "items that are kept": () => keepItems(db, jobId, "a"),
    "an item that a worker reads": () => readItem(db, 1),
    "an item that is finished": () => finishItem(db, 1, record, resultOf("acme/one", minute(600), [toolOf("a")])),
    "an item that is given up": () => buryItem(db, 2),
    "items that are given back": () => giveBack(db, jobId, "a"),
    "how far a crawl is": () => jobCounts(db, jobId),
  };
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
