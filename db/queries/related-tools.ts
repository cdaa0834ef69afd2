import { and, asc, eq, gt, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { bySize } from "../batches.ts";
import { type Db, type Orm, reading } from "../database.ts";
import { encodeText } from "../exact-text.ts";
import { CAPABILITIES, type Capability, type Category, type Risk } from "../records/classification.ts";
import { isCurrent, servers, toolCapabilities, tools } from "../schema.ts";

/** A tool of another server that is worth comparing, and why. */
export interface RelatedTool {
  server: string;
  serverSlug: string;
  tool: string;
  toolSlug: string;
  category: Category | null;
  risk: Risk | null;
  because: "same name" | "same capability" | "same category and risk";
}

const FIELDS = {
  id: tools.id,
  serverId: tools.serverId,
  server: servers.name,
  serverSlug: servers.slug,
  tool: tools.name,
  toolSlug: tools.slug,
  category: tools.category,
  risk: tools.risk,
};

const elsewhere = (match: SQL | undefined, side: SQL): SQL | undefined =>
  and(match, side, isCurrent, ne(tools.serverId, sql.placeholder("serverId")), isNull(servers.retiredAt));
const after = gt(tools.id, sql.placeholder("first"));
const before = lt(tools.id, sql.placeholder("first"));

/*
 * How many rows are wanted stands in the statement: PostgreSQL plans a prepared one for a tenth of the table where it is a
 * parameter.
 */
const most = (rows: number) => sql.raw(String(rows)) as unknown as number;

/**
 * Each list of neighbours is in an index in its order. Of tables that it has not analysed yet, as after a bulk of writes,
 * PostgreSQL thinks that hardly anything matches, and would gather and sort thousands of rows for the first few.
 */
const inOrderOfIndexes = (orm: Orm) =>
  orm.run(sql`select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`);

const byTool = (match: SQL | undefined, side: SQL) =>
  bySize((orm: Orm, limit) =>
    orm
      .select(FIELDS)
      .from(tools)
      .innerJoin(servers, eq(servers.id, tools.serverId))
      .where(elsewhere(match, side))
      .orderBy(asc(tools.id))
      .limit(most(limit))
      .prepare(),
  );
const byCapability = (side: SQL) =>
  bySize((orm: Orm, limit) =>
    orm
      .select(FIELDS)
      .from(toolCapabilities)
      .innerJoin(tools, eq(tools.id, toolCapabilities.toolId))
      .innerJoin(servers, eq(servers.id, tools.serverId))
      .where(elsewhere(eq(toolCapabilities.capability, sql.placeholder("capability")), side))
      .orderBy(asc(toolCapabilities.toolId))
      .limit(most(limit))
      .prepare(),
  );
const sameSlug = eq(tools.slug, sql.placeholder("slug"));
const sameVerdict = and(eq(tools.category, sql.placeholder("category")), eq(tools.risk, sql.placeholder("risk")));

/** Each way to be related: the tools behind the server's first one in order of their ids, then those from the start. */
const SAME_NAME = [byTool(sameSlug, after), byTool(sameSlug, before)];
const SAME_VERDICT = [byTool(sameVerdict, after), byTool(sameVerdict, before)];
const capabilityAfter = gt(toolCapabilities.toolId, sql.placeholder("first"));
const capabilityBefore = lt(toolCapabilities.toolId, sql.placeholder("first"));
const SAME_CAPABILITY = [byCapability(capabilityAfter), byCapability(capabilityBefore)];

/** The tool itself, with the first tool of its server. */
const relatedTo = (orm: Orm) =>
  orm
    .select({
      id: tools.id,
      serverId: tools.serverId,
      slug: tools.slug,
      category: tools.category,
      risk: tools.risk,
      // Of the plain id PostgreSQL would look for the least one of all, table through, that is of the server.
      first: sql<number>`(select min(every.id + 0) from tools as every where every.server_id = ${servers.id})`,
    })
    .from(tools)
    .innerJoin(servers, eq(servers.id, tools.serverId))
    .where(and(eq(servers.slug, sql.placeholder("serverSlug")), eq(tools.slug, sql.placeholder("toolSlug"))))
    .prepare();
const capabilitiesOf = (orm: Orm) =>
  orm
    .select({ capability: toolCapabilities.capability })
    .from(toolCapabilities)
    .where(eq(toolCapabilities.toolId, sql.placeholder("id")))
    .prepare();

type Row = Omit<RelatedTool, "because"> & { id: number; serverId: number };
type Neighbours = (limit: number) => (orm: Orm) => { all(values: Record<string, unknown>): Promise<Row[]> };

/** Tools of one server stand together, so several times as many are read as are wanted, to have them of many servers. */
export const CANDIDATES = 4;
export const PER_SERVER = 2;
/** The order in which capabilities relate tools. */
export const CAPABILITY_ORDER = Object.keys(CAPABILITIES) as Capability[];

/**
 * Up to `limit` (8 by default) tools of other servers, at most two of each: first those of the same name, then those
 * that share a capability, then those of the same category and risk. Within each, the ones that were first seen after
 * this server's first tool, in that order, then from the start: so a new tool changes the neighbours of few. Empty for
 * an unknown tool.
 */
export const relatedTools = async (db: Db, serverSlug: string, toolSlug: string, limit = 8): Promise<RelatedTool[]> =>
  reading(db, async () => {
    if (db.kind === "postgres") await inOrderOfIndexes(db.orm);
    const asked = { serverSlug: encodeText(serverSlug), toolSlug: encodeText(toolSlug) };
    const to = await db.prepared(relatedTo).get(asked);
    if (!to) return [];
    const { id: toolId, serverId, slug, category, risk, first } = to;
    const candidates = limit * CANDIDATES;
    // What does not wait for one another goes to the database at once: it may be on another machine.
    const neighbours = async (queries: readonly Neighbours[], values: Record<string, unknown>): Promise<Row[]> => {
      const sides = queries.map((query) => db.prepared(query(candidates)).all({ first, serverId, ...values }));
      const [behind = [], before = []] = await Promise.all(sides);
      return behind.length < candidates ? [...behind, ...before] : behind;
    };
    const found = new Map<number, RelatedTool>();
    const perServer = new Map<number, number>();
    const add = (rows: readonly Row[], because: RelatedTool["because"]): void => {
      for (const { id, serverId: other, ...tool } of rows) {
        const already = perServer.get(other) ?? 0;
        if (found.size >= limit || found.has(id) || already >= PER_SERVER) continue;
        perServer.set(other, already + 1);
        found.set(id, { ...tool, because });
      }
    };
    const [sameName, rows] = await Promise.all([
      neighbours(SAME_NAME, { slug }),
      db.prepared(capabilitiesOf).all({ id: toolId }),
    ]);
    add(sameName, "same name");
    if (found.size < limit) {
      const capabilities: Capability[] = rows.map((row) => row.capability);
      capabilities.sort((a, b) => CAPABILITY_ORDER.indexOf(a) - CAPABILITY_ORDER.indexOf(b));
      const each = capabilities.map((capability) => neighbours(SAME_CAPABILITY, { capability }));
      for (const shared of await Promise.all(each)) add(shared, "same capability");
    }
    if (found.size < limit && category !== null && risk !== null) {
      add(await neighbours(SAME_VERDICT, { category, risk }), "same category and risk");
    }
    return [...found.values()];
  });
