import { hash } from "node:crypto";
import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import { type Db, type Orm, reading } from "../database.ts";
import { attempts, classifications, isCurrent, servers, tools } from "../schema.ts";
import { type RelatedIndex, relatedIndex } from "./related-index.ts";

export interface ToolId {
  server: string;
  serverSlug: string;
  tool: string;
  toolSlug: string;
  /** Hex SHA-256 of all that `readToolPage` and `relatedTools` (8 of them) return for this tool. */
  cacheKey: string;
}

/** Servers that are read in one transaction: at most so many, and of more than one no more than so many tools. */
const MOST_SERVERS = 50;
const MOST_TOOLS = 500;

const nextServers = (orm: Orm) =>
  orm
    .select({
      id: servers.id,
      name: servers.name,
      slug: servers.slug,
      record: sql<string>`${servers.record}`.mapWith(String),
      firstSeenAt: servers.firstSeenAt,
      lastSeenAt: servers.lastSeenAt,
      attempt: attempts.key,
      toolCount: attempts.toolCount,
    })
    .from(servers)
    .innerJoin(attempts, eq(attempts.id, servers.listingId))
    .where(and(gt(servers.id, sql.placeholder("after")), isNotNull(servers.listingId), isNull(servers.retiredAt)))
    .orderBy(asc(servers.id))
    .limit(MOST_SERVERS)
    .prepare();

/** What a page shows of its tool alone; JSON is compared as the text that is stored. */
const toolsOf = (orm: Orm) =>
  orm
    .select({
      id: tools.id,
      name: tools.name,
      slug: tools.slug,
      category: tools.category,
      risk: tools.risk,
      confidence: tools.confidence,
      position: tools.position,
      fingerprint: tools.fingerprint,
      sentAs: tools.sentAs,
      firstSeenAt: tools.firstSeenAt,
      lastSeenAt: tools.lastSeenAt,
      classification: sql<string | null>`${classifications.record}`,
      decisions: sql<string | null>`(select string_agg(profile || ' ' || record, '|' order by profile)
        from decisions where classification_id = ${tools.classificationId})`,
      history: sql<string>`(select string_agg(fingerprint || first_seen_at || last_seen_at || coalesce(removed_at, ''),
        '|' order by id) from tool_versions where tool_id = ${tools.id})`,
    })
    .from(tools)
    .leftJoin(classifications, eq(classifications.id, tools.classificationId))
    .where(and(eq(tools.serverId, sql.placeholder("serverId")), isCurrent))
    .orderBy(asc(tools.position))
    .prepare();

/** Which servers' tools are wanted, by their rows, and what is related, where it was read before. */
export interface ToolIdsWanted {
  after?: number;
  through?: number;
  related?: RelatedIndex;
}

/**
 * Every current tool, server by server in the order in which they were first heard of, with a key that changes when
 * anything that its page reads changes. Holds few servers in memory at a time, and what is related of all.
 */
export async function* toolIds(db: Db, wanted: ToolIdsWanted = {}): AsyncIterable<ToolId> {
  const { through = Number.MAX_SAFE_INTEGER, related = await relatedIndex(db) } = wanted;
  for (let after = wanted.after ?? 0; ; ) {
    const found = await reading(db, async () => {
      let tools = 0;
      const some = (await db.prepared(nextServers).all({ after })).filter(({ id, toolCount }, at) => {
        tools += toolCount;
        return id <= through && (at === 0 || tools <= MOST_TOOLS);
      });
      const read = async ({ toolCount: _, ...server }: (typeof some)[number]) => {
        const rows = await db.prepared(toolsOf).all({ serverId: server.id });
        const siblings = rows.map(({ name, slug, category, risk, confidence }) => [
          name,
          slug,
          category,
          risk,
          confidence,
        ]);
        return { server, rows, serverDigest: hash("sha256", JSON.stringify([server, siblings])) };
      };
      return Promise.all(some.map(read));
    });
    if (found.length === 0) return;
    for (const { server, rows, serverDigest } of found) {
      const { id: serverId, name, slug } = server;
      const neighbours = await related.ofServer(serverId);
      after = serverId;
      for (const row of rows) {
        const cacheKey = hash("sha256", JSON.stringify([serverDigest, row, neighbours.get(row.slug)]));
        yield { server: name, serverSlug: slug, tool: row.name, toolSlug: row.slug, cacheKey };
      }
    }
  }
}
