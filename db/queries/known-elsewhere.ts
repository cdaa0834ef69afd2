import { hash } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { type Db, reading } from "../database.ts";
import { identitiesOf } from "../records/identity.ts";
import type { ServerRecord } from "../records/server.ts";
import { serverIdentities, serverSources, servers } from "../schema.ts";

const hashed = (identity: string): string => hash("sha256", identity);

/**
 * Notes by what a server can be told in other sources, inside a transaction that writes. What it could be told by before
 * stays: a source may know no newer package of it.
 */
export const keepIdentities = async (db: Db, serverId: number, record: ServerRecord): Promise<void> => {
  const rows = identitiesOf(record).map((identity) => ({ identity: hashed(identity), serverId }));
  await db.orm.insert(serverIdentities).values(rows).onConflictDoNothing().run();
};

/**
 * For each record of a source that is another name of a server which another source told of in an earlier crawl: that
 * server's name. The rules are those within one crawl: a server keeps the name and the record of the source that told of it
 * first, and records of one source stay apart, since the source tells them apart.
 */
export const knownElsewhere = (
  db: Db,
  source: string,
  records: readonly ServerRecord[],
): Promise<Map<ServerRecord, string>> =>
  reading(db, async () => {
    const wanted = records.map((record) => ({ record, identities: identitiesOf(record).map(hashed) }));
    const all = [...new Set(wanted.flatMap(({ identities }) => identities))];
    const rows =
      all.length === 0
        ? []
        : await db.orm
            .select({ identity: serverIdentities.identity, serverId: servers.id, name: servers.name })
            .from(serverIdentities)
            .innerJoin(servers, eq(servers.id, serverIdentities.serverId))
            .where(inArray(serverIdentities.identity, all))
            .orderBy(servers.id)
            .all();
    const ids = [...new Set(rows.map(({ serverId }) => serverId))];
    const told =
      ids.length === 0
        ? []
        : await db.orm
            .select({ serverId: serverSources.serverId, source: serverSources.source })
            .from(serverSources)
            .where(inArray(serverSources.serverId, ids))
            .orderBy(serverSources.serverId, serverSources.firstSeenAt)
            .all();
    const firstSource = new Map(told.toReversed().map((row) => [row.serverId, row.source]));
    const names = records.map(({ name }) => name);
    const stored = await db.orm.select({ name: servers.name }).from(servers).where(inArray(servers.name, names)).all();
    const known = new Set(stored.map(({ name }) => name));
    const byIdentity = Map.groupBy(rows, ({ identity }) => identity);
    const found = new Map<ServerRecord, string>();
    for (const { record, identities } of wanted) {
      const same = identities.flatMap((identity) => byIdentity.get(identity) ?? []);
      if (known.has(record.name)) continue;
      const [first] = same.filter(({ serverId }) => firstSource.get(serverId) !== source);
      if (first) found.set(record, first.name);
    }
    return found;
  });
