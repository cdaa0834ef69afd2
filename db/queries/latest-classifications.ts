import { and, asc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { type Db, reading } from "../database.ts";
import type { Classification } from "../records/classification.ts";
import { classifications, isCurrent, servers, tools } from "../schema.ts";

/**
 * The latest classification of every classified current tool, servers in the order in which they were first heard of,
 * tools in their server's order. Holds one server in memory at a time.
 */
export async function* latestClassifications(db: Db): AsyncIterable<Classification> {
  for (let after = 0; ; ) {
    const next = await reading(db, async () => {
      const server = await db.orm
        .select({ id: servers.id })
        .from(servers)
        .where(and(gt(servers.id, after), isNotNull(servers.listingId), isNull(servers.retiredAt)))
        .orderBy(asc(servers.id))
        .limit(1)
        .get();
      if (!server) return undefined;
      const rows = await db.orm
        .select({ record: classifications.record })
        .from(tools)
        .innerJoin(classifications, eq(classifications.id, tools.classificationId))
        .where(and(eq(tools.serverId, server.id), isCurrent))
        .orderBy(asc(tools.position))
        .all();
      return { ...server, rows };
    });
    if (!next) return;
    after = next.id;
    for (const { record } of next.rows) yield record;
  }
}
