import { eq } from "drizzle-orm";
import { type Db, writing } from "../database.ts";
import { serverSources, servers } from "../schema.ts";

/** A server that is known by its name, and another source that has it, perhaps by another name. */
export interface Sighting {
  server: string;
  source: string;
  named: string;
}

/** Notes further sources of servers, in one transaction. A server that is not stored is left out. */
export const noteSightings = async (db: Db, sightings: readonly Sighting[], at: Date = new Date()): Promise<void> => {
  if (sightings.length === 0) return;
  const seenAt = at.toISOString();
  await writing(db, async () => {
    for (const { server, source, named } of sightings) {
      const row = await db.orm.select({ id: servers.id }).from(servers).where(eq(servers.name, server)).get();
      if (!row) continue;
      const called = { named: named === server ? null : named };
      await db.orm
        .insert(serverSources)
        .values({ serverId: row.id, source, firstSeenAt: seenAt, lastSeenAt: seenAt, ...called })
        .onConflictDoUpdate({
          target: [serverSources.serverId, serverSources.source],
          set: { lastSeenAt: seenAt, ...called },
        })
        .run();
    }
  });
};
