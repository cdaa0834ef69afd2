import { and, asc, eq, gt, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { CAPABILITIES, type Capability, type Category, type Risk } from "../records/classification.ts";
import { isCurrent, servers, toolCapabilities, tools } from "../schema.ts";
import { type Db, type Orm, reading } from "../sqlite.ts";

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

/** The tool whose neighbours are wanted, by its row. */
export interface RelatedTo {
  id: number;
  serverId: number;
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
const after = gt(tools.id, sql.placeholder("id"));
const before = lt(tools.id, sql.placeholder("id"));

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

/** Each way to be related, as the tools behind the given one in order of their ids, then those from the start. */
const SAME_NAME = [byTool(sameSlug, after), byTool(sameSlug, before)];
const SAME_VERDICT = [byTool(sameVerdict, after), byTool(sameVerdict, before)];
const capabilityAfter = gt(toolCapabilities.toolId, sql.placeholder("id"));
const capabilityBefore = lt(toolCapabilities.toolId, sql.placeholder("id"));
const SAME_CAPABILITY = [byCapability(capabilityAfter), byCapability(capabilityBefore)];

const capabilitiesOf = (orm: Orm) =>
  orm
    .select({ capability: toolCapabilities.capability })
    .from(toolCapabilities)
    .where(eq(toolCapabilities.toolId, sql.placeholder("id")))
    .prepare();

type Row = Omit<RelatedTool, "because"> & { id: number; serverId: number };
type Neighbours = (orm: Orm) => { all(values: Record<string, unknown>): Row[] };

/** Tools of one server stand together, so several times as many are read as are wanted, to have them of many servers. */
const CANDIDATES = 4;
const PER_SERVER = 2;

const ORDER = Object.keys(CAPABILITIES);

/** As `relatedTools`, inside a transaction and by the tool's row. */
export const relatedToRow = (db: Db, to: RelatedTo, limit: number): RelatedTool[] => {
  const found = new Map<number, RelatedTool>();
  const perServer = new Map<number, number>();
  const add = (queries: Neighbours[], values: Record<string, unknown>, because: RelatedTool["because"]): void => {
    for (const query of queries) {
      if (found.size >= limit) return;
      const rows = db.prepared(query).all({ id: to.id, serverId: to.serverId, limit: limit * CANDIDATES, ...values });
      for (const { id, serverId, ...tool } of rows) {
        const already = perServer.get(serverId) ?? 0;
        if (found.size >= limit || found.has(id) || already >= PER_SERVER) continue;
        perServer.set(serverId, already + 1);
        found.set(id, { ...tool, because });
      }
    }
  };
  add(SAME_NAME, { slug: to.slug }, "same name");
  const mine = found.size < limit ? db.prepared(capabilitiesOf).all({ id: to.id }) : [];
  const capabilities: Capability[] = mine.map((row) => row.capability);
  capabilities.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  for (const capability of capabilities) add(SAME_CAPABILITY, { capability }, "same capability");
  if (to.category !== null && to.risk !== null) {
    add(SAME_VERDICT, { category: to.category, risk: to.risk }, "same category and risk");
  }
  return [...found.values()];
};

/**
 * Up to `limit` (8 by default) tools of other servers, at most two of each: first those of the same name, then those that share a
 * capability, then those of the same category and risk. Within each, the ones behind this tool in the order in which
 * tools were first seen, then from the start: so a new tool changes the neighbours of few. Empty for an unknown tool.
 */
export const relatedTools = async (db: Db, serverSlug: string, toolSlug: string, limit = 8): Promise<RelatedTool[]> =>
  reading(db, () => {
    const to = db.orm
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
    return to ? relatedToRow(db, to, limit) : [];
  });
