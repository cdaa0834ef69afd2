import { and, asc, eq, gt, isNull, lt, min, ne, type SQL, sql } from "drizzle-orm";
import { type Db, type Orm, reading } from "../database.ts";
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

/** The row of the tool whose neighbours are wanted. */
export interface RelatedTo {
  id: number;
  slug: string;
  category: Category | null;
  risk: Risk | null;
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

const byTool = (match: SQL | undefined, side: SQL) => (orm: Orm) =>
  orm
    .select(FIELDS)
    .from(tools)
    .innerJoin(servers, eq(servers.id, tools.serverId))
    .where(elsewhere(match, side))
    .orderBy(asc(tools.id))
    .limit(sql.placeholder("limit"))
    .prepare();
const byCapability = (side: SQL) => (orm: Orm) =>
  orm
    .select(FIELDS)
    .from(toolCapabilities)
    .innerJoin(tools, eq(tools.id, toolCapabilities.toolId))
    .innerJoin(servers, eq(servers.id, tools.serverId))
    .where(elsewhere(eq(toolCapabilities.capability, sql.placeholder("capability")), side))
    .orderBy(asc(toolCapabilities.toolId))
    .limit(sql.placeholder("limit"))
    .prepare();
const sameSlug = eq(tools.slug, sql.placeholder("slug"));
const sameVerdict = and(eq(tools.category, sql.placeholder("category")), eq(tools.risk, sql.placeholder("risk")));

/** Each way to be related: the tools behind the server's first one in order of their ids, then those from the start. */
const SAME_NAME = [byTool(sameSlug, after), byTool(sameSlug, before)];
const SAME_VERDICT = [byTool(sameVerdict, after), byTool(sameVerdict, before)];
const capabilityAfter = gt(toolCapabilities.toolId, sql.placeholder("first"));
const capabilityBefore = lt(toolCapabilities.toolId, sql.placeholder("first"));
const SAME_CAPABILITY = [byCapability(capabilityAfter), byCapability(capabilityBefore)];

const firstOf = (orm: Orm) =>
  orm
    .select({ id: min(tools.id) })
    .from(tools)
    .where(eq(tools.serverId, sql.placeholder("serverId")))
    .prepare();
const capabilitiesOf = (orm: Orm) =>
  orm
    .select({ capability: toolCapabilities.capability })
    .from(toolCapabilities)
    .where(eq(toolCapabilities.toolId, sql.placeholder("id")))
    .prepare();

type Row = Omit<RelatedTool, "because"> & { id: number; serverId: number };
type Neighbours = (orm: Orm) => { all(values: Record<string, unknown>): Promise<Row[]> };

/** Tools of one server stand together, so several times as many are read as are wanted, to have them of many servers. */
export const CANDIDATES = 4;
export const PER_SERVER = 2;
/** The order in which capabilities relate tools. */
export const CAPABILITY_ORDER = Object.keys(CAPABILITIES) as Capability[];

/**
 * Finds the related tools of a server's tools as `relatedTools` does, inside a transaction. What they have in common is
 * read once, since neighbours are counted from the server's first tool.
 */
const relatedFinder = async (
  db: Db,
  serverId: number,
  limit: number,
): Promise<(to: RelatedTo) => Promise<RelatedTool[]>> => {
  const first = (await db.prepared(firstOf).get({ serverId }))?.id ?? 0;
  const candidates = limit * CANDIDATES;
  const known = new Map<string, Row[]>();
  const neighbours = async (queries: readonly Neighbours[], values: Record<string, unknown>): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const query of queries) {
      if (rows.length < candidates) {
        rows.push(...(await db.prepared(query).all({ first, serverId, limit: candidates, ...values })));
      }
    }
    return rows;
  };
  const shared = async (queries: readonly Neighbours[], values: Record<string, unknown>): Promise<Row[]> => {
    const key = JSON.stringify(values);
    const rows = known.get(key) ?? (await neighbours(queries, values));
    known.set(key, rows);
    return rows;
  };

  return async (to) => {
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
    add(await neighbours(SAME_NAME, { slug: to.slug }), "same name");
    if (found.size < limit) {
      const rows = await db.prepared(capabilitiesOf).all({ id: to.id });
      const capabilities: Capability[] = rows.map((row) => row.capability);
      capabilities.sort((a, b) => CAPABILITY_ORDER.indexOf(a) - CAPABILITY_ORDER.indexOf(b));
      for (const capability of capabilities) add(await shared(SAME_CAPABILITY, { capability }), "same capability");
    }
    const { category, risk } = to;
    if (found.size < limit && category !== null && risk !== null) {
      add(await shared(SAME_VERDICT, { category, risk }), "same category and risk");
    }
    return [...found.values()];
  };
};

/**
 * Up to `limit` (8 by default) tools of other servers, at most two of each: first those of the same name, then those
 * that share a capability, then those of the same category and risk. Within each, the ones that were first seen after
 * this server's first tool, in that order, then from the start: so a new tool changes the neighbours of few. Empty for
 * an unknown tool.
 */
export const relatedTools = async (db: Db, serverSlug: string, toolSlug: string, limit = 8): Promise<RelatedTool[]> =>
  reading(db, async () => {
    const to = await db.orm
      .select({
        id: tools.id,
        serverId: tools.serverId,
        slug: tools.slug,
        category: tools.category,
        risk: tools.risk,
      })
      .from(tools)
      .innerJoin(servers, eq(servers.id, tools.serverId))
      .where(and(eq(servers.slug, serverSlug), eq(tools.slug, toolSlug)))
      .get();
    return to ? (await relatedFinder(db, to.serverId, limit))(to) : [];
  });
