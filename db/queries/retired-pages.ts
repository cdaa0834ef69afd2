import { asc, eq, isNotNull } from "drizzle-orm";
import { type Db, reading } from "../database.ts";
import { servers, tools } from "../schema.ts";

/** A server that no source has any more, with the slugs of all tools that it ever listed. */
export interface RetiredPages {
  slug: string;
  tools: string[];
}

/** The retired servers, whose pages lead on from where they stood; by slug. */
export const retiredPages = (db: Db): Promise<RetiredPages[]> =>
  reading(db, async () => {
    const rows = await db.orm
      .select({ slug: servers.slug, tool: tools.slug })
      .from(servers)
      .leftJoin(tools, eq(tools.serverId, servers.id))
      .where(isNotNull(servers.retiredAt))
      .orderBy(asc(servers.slug), asc(tools.slug))
      .all();
    return [...Map.groupBy(rows, ({ slug }) => slug)].map(([slug, some]) => ({
      slug,
      tools: some.flatMap(({ tool }) => (tool === null ? [] : [tool])),
    }));
  });
