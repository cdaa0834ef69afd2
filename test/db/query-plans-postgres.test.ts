import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, relatedTools } from "../../db/queries/catalogue.ts";
import { startPostgres } from "./postgres-server.ts";
import { fill, singleQueries } from "./single-queries.ts";
import { temporaryFolder } from "./temporary.ts";

const server = await startPostgres();
after(() => server.stop());

/** A node of a plan, as `explain (format json)` has it. */
interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Cond"?: string;
  Filter?: string;
  Plans?: PlanNode[];
}

/** What reads a table, or an index of it, from its beginning to its end; the first rows of an order do not. */
const readsThrough = (node: PlanNode, isLimited = false): string[] => {
  const { "Node Type": type, "Index Cond": condition, Filter: filter, "Relation Name": relation, Plans = [] } = node;
  const isWhole =
    type === "Seq Scan" || (/^Index (Only )?Scan$/.test(type) && !condition && !(isLimited && filter === undefined));
  return [
    ...(isWhole ? [`${type} on ${relation}`] : []),
    ...Plans.flatMap((plan) => readsThrough(plan, type === "Limit")),
  ];
};

/** The statements that `work` sends to the database. */
const statementsOf = async (work: () => Promise<unknown>): Promise<Set<string>> => {
  const query = pg.Client.prototype.query;
  const statements = new Set<string>();
  const watched = function (this: pg.Client, ...words: unknown[]): unknown {
    const [config] = words;
    const text = typeof config === "string" ? config : (config as { text: string }).text;
    if (/^\s*(select|update|delete|insert|with)\b/i.test(text)) statements.add(text);
    return Reflect.apply(query, this, words);
  };
  pg.Client.prototype.query = watched as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  assert.ok(statements.size > 0, "no statement was seen");
  return statements;
};

test("no query for one server, tool or item reads a table of PostgreSQL through", async (t) => {
  const url = await server.database();
  const db = await openDatabase(temporaryFolder(t), { url });
  t.after(() => closeDatabase(db));
  await fill(db);
  const planner = new pg.Client({ connectionString: url });
  await planner.connect();
  t.after(() => planner.end());
  // Neighbours are the first few of many: what is not analysed yet must not be gathered and sorted for them either.
  const related = await statementsOf(() => relatedTools(db, "server-7", "a"));
  const [settings, ...selects] = [...related].sort((a, b) => Number(/from/.test(a)) - Number(/from/.test(b)));
  const sorts = async (): Promise<number> => {
    let found = 0;
    for (const statement of selects) {
      const { rows } = await planner.query(`explain (generic_plan, format json) ${statement}`);
      if (/"Node Type": "(Sort|Bitmap Heap Scan)"/.test(JSON.stringify(rows[0]["QUERY PLAN"], null, 1))) found += 1;
    }
    return found;
  };
  assert.ok((await sorts()) > 0, "as it would be");
  await planner.query(`begin; ${settings}`);
  assert.equal(await sorts(), 0);
  await planner.query("rollback");

  // Small tables are read through for being small: what is so all the same has no index that would do.
  await planner.query("analyze; set enable_seqscan = off");
  const scansOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const found: string[] = [];
    for (const statement of await statementsOf(work)) {
      const { rows } = await planner.query(`explain (generic_plan, format json) ${statement}`);
      const [{ Plan }] = rows[0]["QUERY PLAN"] as [{ Plan: PlanNode }];
      found.push(...readsThrough(Plan).map((what) => `${what}: ${statement}`));
    }
    return found;
  };
  const counted = await scansOf(() => catalogueCounts(db));
  assert.notDeepEqual(counted, [], "what counts everything reads through");
  const found: Record<string, string[]> = {};
  for (const [what, work] of Object.entries(await singleQueries(db))) {
    const scans = await scansOf(work);
    if (scans.length > 0) found[what] = scans;
  }
  assert.deepEqual(found, {});
});
