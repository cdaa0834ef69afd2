import { and, asc, eq, gt, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { type Db, type Orm, reading } from "../database.ts";
import type { Definition } from "../records/definition.ts";
import type { ServerRecord } from "../records/server.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { definitions, isCurrent, servers, tools } from "../schema.ts";

export interface ListingOptions {
  /**
   * Leaves out the servers whose current tools this classifier has judged already, all together: `method` and
   * `version` as in its classifications, joined by a space.
   */
  notClassifiedBy?: string;
}

const currentTools = (orm: Orm) =>
  orm
    .select({ raw: sql<string>`coalesce(${tools.sentAs}, ${definitions.raw})` })
    .from(tools)
    .innerJoin(definitions, eq(definitions.fingerprint, tools.fingerprint))
    .where(and(eq(tools.serverId, sql.placeholder("serverId")), isCurrent))
    .orderBy(asc(tools.position))
    .prepare();

/** What a snapshot says of its server: the record without what is not about its tools. */
const describe = ({ packages: _p, remotes: _r, _meta, ...server }: ServerRecord): Snapshot["server"] => server;

/**
 * The latest complete listing of every server that has one and is not retired, in the order in which the servers were
 * first heard of; the tools as the server sent them, in its order. Holds one server in memory at a time; each is whole,
 * but a crawl that goes on meanwhile may change those still to come.
 */
export async function* latestListings(db: Db, options: ListingOptions = {}): AsyncIterable<Snapshot> {
  const wanted =
    options.notClassifiedBy === undefined
      ? undefined
      : or(
          isNull(servers.classifiedHash),
          ne(servers.classifiedHash, servers.listingHash),
          ne(servers.classifiedBy, options.notClassifiedBy),
        );
  for (let after = 0; ; ) {
    const next = await reading(db, async () => {
      const server = await db.orm
        .select({ id: servers.id, record: servers.record })
        .from(servers)
        .where(and(gt(servers.id, after), isNotNull(servers.listingId), isNull(servers.retiredAt), wanted))
        .orderBy(asc(servers.id))
        .limit(1)
        .get();
      if (!server) return undefined;
      const rows = await db.prepared(currentTools).all({ serverId: server.id });
      return { ...server, rows };
    });
    if (!next) return;
    after = next.id;
    yield { server: describe(next.record), tools: next.rows.map((row) => JSON.parse(row.raw) as Definition) };
  }
}
