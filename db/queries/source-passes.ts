import { and, eq, gt, inArray, isNotNull, isNull, lte, type SQL } from "drizzle-orm";
import { type Db, reading, writing } from "../database.ts";
import type { ServerRecord } from "../records/server.ts";
import { serverSources, servers, sourcePasses } from "../schema.ts";

/** Through when the source, as `--source` names it, was read to its end, ISO 8601; null: never. */
export const passThrough = (db: Db, source: string): Promise<string | null> =>
  reading(db, async () => {
    const row = await db.orm.select().from(sourcePasses).where(eq(sourcePasses.source, source)).get();
    return row?.through ?? null;
  });

/** Notes that a source was read to its end, with all that had changed there until `through`. */
export const notePass = (db: Db, source: string, through: string): Promise<void> =>
  writing(db, async () => {
    await db.orm
      .insert(sourcePasses)
      .values({ source, through })
      .onConflictDoUpdate({ target: sourcePasses.source, set: { through } })
      .run();
  });

/** The sources that have withdrawn a server and not taken that back. */
export const sourcesThatWithdrew = (db: Db): Promise<Set<string>> =>
  reading(db, async () => {
    const rows = await db.orm
      .selectDistinct({ source: serverSources.source })
      .from(serverSources)
      .where(isNotNull(serverSources.withdrawnAt))
      .all();
    return new Set(rows.map(({ source }) => source));
  });

/** Names that one statement asks for: a registry deletes any number at once, and a statement has room for so many values. */
const NAMES = 1_000;

const rowsOf = async (db: Db, source: string, names: readonly string[]) => {
  const found = [];
  const read = (isMeant: SQL | undefined) =>
    db.orm
      .select({ id: serverSources.serverId, withdrawnAt: serverSources.withdrawnAt })
      .from(serverSources)
      .where(and(eq(serverSources.source, source), isMeant))
      .all();
  for (let at = 0; at < names.length; at += NAMES) {
    const some = names.slice(at, at + NAMES);
    const ids = db.orm.select({ id: servers.id }).from(servers).where(inArray(servers.name, some));
    // Two statements: no index serves names of both kinds.
    found.push(...(await read(inArray(serverSources.named, some))));
    found.push(...(await read(and(isNull(serverSources.named), inArray(serverSources.serverId, ids)))));
  }
  return found;
};

/**
 * Notes that a source says of servers, by the names that it has for them, that they are deleted there. A server that no
 * other source has is retired; its history stays readable. Gives how many were not withdrawn before.
 */
export const withdraw = (db: Db, source: string, names: readonly string[], at: Date = new Date()): Promise<number> =>
  writing(db, async () => {
    const rows = await rowsOf(db, source, names);
    const fresh = rows.filter(({ withdrawnAt }) => withdrawnAt === null);
    for (const { id } of fresh) {
      await db.orm
        .update(serverSources)
        .set({ withdrawnAt: at.toISOString() })
        .where(and(eq(serverSources.serverId, id), eq(serverSources.source, source)))
        .run();
      const [other] = await db.orm
        .select({ source: serverSources.source })
        .from(serverSources)
        .where(and(eq(serverSources.serverId, id), isNull(serverSources.withdrawnAt)))
        .limit(1)
        .all();
      if (!other) await db.orm.update(servers).set({ retiredAt: at.toISOString() }).where(eq(servers.id, id)).run();
    }
    return fresh.length;
  });

/** Takes back what `withdraw` noted, for servers that the source has again. */
export const restore = (db: Db, source: string, names: readonly string[]): Promise<void> =>
  writing(db, async () => {
    const rows = await rowsOf(db, source, names);
    for (const { id, withdrawnAt } of rows) {
      if (withdrawnAt === null) continue;
      await db.orm
        .update(serverSources)
        .set({ withdrawnAt: null })
        .where(and(eq(serverSources.serverId, id), eq(serverSources.source, source)))
        .run();
      await db.orm.update(servers).set({ retiredAt: null }).where(eq(servers.id, id)).run();
    }
  });

/**
 * The records of servers of a source that are due for another look though nothing changed there: an increment does not
 * tell of them. At most `limit` after the id `after`.
 */
export const dueOf = (
  db: Db,
  source: string,
  { after, limit }: { after: number; limit: number },
  now: Date = new Date(),
): Promise<{ id: number; record: ServerRecord }[]> =>
  reading(db, async () =>
    db.orm
      .select({ id: servers.id, record: servers.record })
      .from(serverSources)
      .innerJoin(servers, eq(servers.id, serverSources.serverId))
      .where(
        and(
          eq(serverSources.source, source),
          isNull(serverSources.withdrawnAt),
          isNull(serverSources.named),
          isNotNull(servers.dueAt),
          lte(servers.dueAt, now.toISOString()),
          gt(servers.id, after),
        ),
      )
      .orderBy(servers.id)
      .limit(limit)
      .all(),
  );
