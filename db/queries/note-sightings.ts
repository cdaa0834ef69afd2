import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { batchesOf } from "../batches.ts";
import { type Db, reading, writing } from "../database.ts";
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
      await bringBack(db, [row.id]);
    }
  });
};

/** Servers that a source has are there again, whatever another has deleted. */
const bringBack = async (db: Db, ids: readonly number[]): Promise<void> => {
  await db.orm
    .update(servers)
    .set({ retiredAt: null })
    .where(and(inArray(servers.id, [...ids]), isNotNull(servers.retiredAt)))
    .run();
};

/** The ids of those among `names` that are stored and that the source was not known to have. */
const untold = async (db: Db, source: string, names: readonly string[]): Promise<number[]> => {
  const ids: number[] = [];
  for (const batch of batchesOf(names)) {
    const rows = await db.orm
      .select({ id: servers.id })
      .from(servers)
      .where(
        and(
          inArray(servers.name, batch),
          sql`not exists (select 1 from ${serverSources} as told
            where told.server_id = ${servers.id} and told.source = ${sql.param(source, serverSources.source)})`,
        ),
      )
      .all();
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
};

/**
 * Notes that a source tells of servers by the names that they have here, also of those that are not looked at again: so
 * that another source which deletes them does not retire them. A server that is not stored is left out.
 */
export const noteTold = async (
  db: Db,
  source: string,
  names: readonly string[],
  at: Date = new Date(),
): Promise<void> => {
  // Nearly always there is nothing to note, and a transaction that writes would wait for others.
  if ((await reading(db, () => untold(db, source, names))).length === 0) return;
  const seenAt = at.toISOString();
  await writing(db, async () => {
    const ids = await untold(db, source, names);
    for (const batch of batchesOf(ids)) {
      await db.orm
        .insert(serverSources)
        .values(batch.map((serverId) => ({ serverId, source, firstSeenAt: seenAt, lastSeenAt: seenAt })))
        .run();
      await bringBack(db, batch);
    }
  });
};
