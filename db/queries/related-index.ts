import { and, asc, eq, gt, isNull, max, min, sql } from "drizzle-orm";
import { type Db, type Orm, reading } from "../database.ts";
import { isCurrent, servers, toolCapabilities, tools } from "../schema.ts";
import { CANDIDATES, CAPABILITY_ORDER, PER_SERVER, type RelatedTool } from "./related-tools.ts";

/** A related tool by its row, which always has the same server and name. */
export type RelatedRef = Pick<RelatedTool, "category" | "risk" | "because"> & { id: number };

/** The neighbours of all tools, for those who want every one of them: `relatedTools` for each would read them again. */
export interface RelatedIndex {
  /**
   * What `relatedTools` gives for each current tool of a server, by its slug; whoever has read these tools gives them, and
   * gets what belongs to them.
   */
  ofServer(serverId: number, tools?: readonly RelatingTool[]): Promise<Map<string, RelatedRef[]>>;
  /** The same with names, by the slugs of the tools; only of those that are wanted. */
  named(
    serverId: number,
    slugs: ReadonlySet<string>,
    tools?: readonly RelatingTool[],
  ): Promise<Map<string, RelatedTool[]>>;
}

/** What of a tool relates it to others. */
export interface RelatingTool extends Pick<RelatedTool, "category" | "risk"> {
  slug: string;
  capabilities: readonly string[];
}

/** Rows read at once. */
const PAGE = 20_000;

const toolsAfter = (orm: Orm) =>
  orm
    .select({
      id: tools.id,
      serverId: tools.serverId,
      slug: tools.slug,
      category: tools.category,
      risk: tools.risk,
    })
    .from(tools)
    .innerJoin(servers, eq(servers.id, tools.serverId))
    .where(and(gt(tools.id, sql.placeholder("after")), isCurrent, isNull(servers.retiredAt)))
    .orderBy(asc(tools.id))
    .limit(PAGE)
    .prepare();
const capabilitiesAfter = (orm: Orm) =>
  orm
    .select({ toolId: toolCapabilities.toolId, capability: toolCapabilities.capability })
    .from(toolCapabilities)
    .where(
      and(
        eq(toolCapabilities.capability, sql.placeholder("capability")),
        gt(toolCapabilities.toolId, sql.placeholder("after")),
      ),
    )
    .orderBy(asc(toolCapabilities.toolId))
    .limit(PAGE)
    .prepare();
const sharedSlugs = (orm: Orm) =>
  orm.select({ slug: tools.slug }).from(tools).where(isCurrent).groupBy(tools.slug).having(sql`count(*) > 1`).prepare();
const toolsOfServer = (orm: Orm) =>
  orm
    .select({
      slug: tools.slug,
      category: tools.category,
      risk: tools.risk,
      capabilities: sql<
        string | null
      >`(select string_agg(capability, ' ') from tool_capabilities where tool_id = ${tools.id})`,
    })
    .from(tools)
    .where(and(eq(tools.serverId, sql.placeholder("serverId")), isCurrent))
    .prepare();
const lastId = (orm: Orm) =>
  orm
    .select({ id: max(tools.id) })
    .from(tools)
    .prepare();
const firstOfServer = (orm: Orm) =>
  orm
    .select({ id: min(tools.id) })
    .from(tools)
    .where(eq(tools.serverId, sql.placeholder("serverId")))
    .prepare();
const names = (orm: Orm) =>
  orm
    .select({ server: servers.name, serverSlug: servers.slug, tool: tools.name, toolSlug: tools.slug })
    .from(tools)
    .innerJoin(servers, eq(servers.id, tools.serverId))
    .where(eq(tools.id, sql.placeholder("id")))
    .prepare();

/** Ascending numbers in a quarter of an array's memory. */
class Numbers {
  #values = new Int32Array(4);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** The index of the first value that is greater than `value`. */
  after(value: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const listOf = (lists: Map<string, Numbers>, key: string): Numbers => {
  const known = lists.get(key);
  if (known) return known;
  const list = new Numbers();
  lists.set(key, list);
  return list;
};

/**
 * Reads what tools have in common, once: about 30 bytes a tool. Holds what the database says at that moment; a later
 * change is not seen.
 */
export const relatedIndex = async (db: Db, limit = 8): Promise<RelatedIndex> => {
  const last = (await reading(db, () => db.prepared(lastId).get()))?.id ?? 0;
  // By the rows of tools; 0 where there is no current tool.
  const serverOf = new Int32Array(last + 1);
  const verdictOf = new Uint8Array(last + 1);
  const bySlug = new Map<string, Numbers>();
  const byVerdict = new Map<string, Numbers>();
  const byCapability = new Map<string, Numbers>();
  const verdicts: Pick<RelatedTool, "category" | "risk">[] = [];
  const verdictNumber = new Map<string, number>();
  await reading(db, async () => {
    // A slug that stands once relates nothing, and most do.
    const shared = new Set((await db.prepared(sharedSlugs).all()).map(({ slug }) => slug));
    for (let after = 0; ; ) {
      const rows = await db.prepared(toolsAfter).all({ after });
      for (const { id, serverId, slug, category, risk } of rows) {
        const key = `${category} ${risk}`;
        const number = verdictNumber.get(key) ?? verdicts.push({ category, risk }) - 1;
        verdictNumber.set(key, number);
        serverOf[id] = serverId;
        verdictOf[id] = number;
        if (shared.has(slug)) listOf(bySlug, slug).push(id);
        listOf(byVerdict, key).push(id);
        after = id;
      }
      if (rows.length < PAGE) break;
    }
    for (const capability of CAPABILITY_ORDER)
      for (let after = 0; ; ) {
        const rows = await db.prepared(capabilitiesAfter).all({ capability, after });
        for (const { toolId } of rows) {
          if (serverOf[toolId]) listOf(byCapability, capability).push(toolId);
          after = toolId;
        }
        if (rows.length < PAGE) break;
      }
  });

  const candidates = limit * CANDIDATES;
  const neighbours = (list: Numbers | undefined, serverId: number, first: number): number[] => {
    const found: number[] = [];
    if (!list) return found;
    const middle = list.after(first);
    for (let at = middle; at < list.length && found.length < candidates; at++)
      if (serverOf[list.at(at)] !== serverId) found.push(list.at(at));
    if (found.length >= candidates) return found;
    const most = found.length + candidates;
    for (let at = 0; at < middle && found.length < most; at++)
      if (list.at(at) < first && serverOf[list.at(at)] !== serverId) found.push(list.at(at));
    return found;
  };

  const readTools = async (serverId: number): Promise<RelatingTool[]> =>
    (await db.prepared(toolsOfServer).all({ serverId })).map(({ slug, category, risk, capabilities }) => ({
      slug,
      category,
      risk,
      capabilities: capabilities?.split(" ") ?? [],
    }));
  const refsOf = async (serverId: number, given?: readonly RelatingTool[]): Promise<Map<string, RelatedRef[]>> => {
    const [firstRow, rows] = await Promise.all([
      db.prepared(firstOfServer).get({ serverId }),
      given ?? readTools(serverId),
    ]);
    const first = firstRow?.id ?? 0;
    const known = new Map<string, number[]>();
    const once = (list: Numbers | undefined, key: string): number[] => {
      const ids = known.get(key) ?? neighbours(list, serverId, first);
      known.set(key, ids);
      return ids;
    };
    const related = new Map<string, RelatedRef[]>();
    for (const { slug, category, risk, capabilities } of rows) {
      const found = new Map<number, RelatedRef>();
      const perServer = new Map<number, number>();
      const add = (ids: readonly number[], because: RelatedTool["because"]): void => {
        for (const id of ids) {
          const its = serverOf[id] ?? 0;
          const already = perServer.get(its) ?? 0;
          if (found.size >= limit || found.has(id) || already >= PER_SERVER) continue;
          perServer.set(its, already + 1);
          found.set(id, { id, category: null, risk: null, ...verdicts[verdictOf[id] ?? 0], because });
        }
      };
      add(neighbours(bySlug.get(slug), serverId, first), "same name");
      const its = new Set<string>(capabilities);
      for (const capability of CAPABILITY_ORDER)
        if (found.size < limit && its.has(capability))
          add(once(byCapability.get(capability), capability), "same capability");
      if (found.size < limit && category !== null && risk !== null)
        add(once(byVerdict.get(`${category} ${risk}`), `${category} ${risk}`), "same category and risk");
      related.set(slug, [...found.values()]);
    }
    return related;
  };

  return {
    ofServer: (serverId, given) => reading(db, () => refsOf(serverId, given)),
    named: (serverId, slugs, given) =>
      reading(db, async () => {
        const known = new Map<number, Omit<RelatedTool, "because" | "category" | "risk"> | undefined>();
        const whole = new Map<string, RelatedTool[]>();
        for (const [slug, refs] of await refsOf(serverId, given)) {
          if (!slugs.has(slug)) continue;
          const list: RelatedTool[] = [];
          for (const { id, category, risk, because } of refs) {
            if (!known.has(id)) known.set(id, await db.prepared(names).get({ id }));
            const row = known.get(id);
            if (row) list.push({ ...row, category, risk, because });
          }
          whole.set(slug, list);
        }
        return whole;
      }),
  };
};
