import { and, asc, desc, eq, inArray, isNull } from "drizzle-orm";
import { type Db, reading } from "../database.ts";
import { servers, tools } from "../schema.ts";
import { nearest, splits } from "../target-names.ts";

/** What a target names, or why it names nothing, with the nearest names as targets, the nearest first. */
export type Target =
  | { found: true; server: string; serverSlug: string; tool?: string; toolSlug?: string }
  | { found: false; message: string; near: string[] };

/**
 * What "SERVER[/TOOL]" names. Both names may hold slashes: the longest server name that matches wins, unless only a
 * shorter one has the tool that is left over. Of tools with one name the first current one is meant; a removed tool is
 * found only when no current one has its name.
 */
export const findTarget = async (db: Db, target: string): Promise<Target> =>
  reading(db, async (): Promise<Target> => {
    const candidates = splits(target);
    const wanted = candidates.map(({ server }) => server);
    const known = await db.orm
      .select({ id: servers.id, name: servers.name, slug: servers.slug })
      .from(servers)
      .where(inArray(servers.name, wanted))
      .all();
    const byName = new Map(known.map((server) => [server.name, server]));
    const matches = candidates.filter(({ server }) => byName.has(server));
    for (const { server: name, tool } of matches) {
      const server = byName.get(name);
      if (!server) continue;
      const found = { found: true as const, server: server.name, serverSlug: server.slug };
      if (tool === undefined) return found;
      const row = await db.orm
        .select({ name: tools.name, slug: tools.slug })
        .from(tools)
        .where(and(eq(tools.serverId, server.id), eq(tools.name, tool)))
        .orderBy(desc(isNull(tools.removedAt)), asc(tools.occurrence))
        .limit(1)
        .get();
      if (row) return { ...found, tool: row.name, toolSlug: row.slug };
    }
    const [longest] = matches;
    const server = longest && byName.get(longest.server);
    if (!server) {
      const names = await db.orm.select({ name: servers.name }).from(servers).where(isNull(servers.retiredAt)).all();
      const message = `no server is called ${JSON.stringify(target)}`;
      return {
        found: false,
        message,
        near: nearest(
          target,
          names.map((row) => row.name),
        ),
      };
    }
    const rows = await db.orm
      .selectDistinct({ name: tools.name })
      .from(tools)
      .where(and(eq(tools.serverId, server.id), isNull(tools.removedAt)))
      .all();
    const names = rows.map((row) => row.name);
    const tool = longest.tool ?? "";
    const message =
      names.length === 0
        ? `the server ${JSON.stringify(server.name)} has no tools: no complete listing of it is known`
        : `the server ${JSON.stringify(server.name)} has no tool called ${JSON.stringify(tool)}`;
    return { found: false, message, near: nearest(tool, names).map((name) => `${server.name}/${name}`) };
  });
