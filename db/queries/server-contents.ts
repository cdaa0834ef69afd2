import { createHash } from "node:crypto";
import { asc, between, desc, eq, getColumns, inArray, or, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Db, type Orm, reading } from "../database.ts";
import {
  attempts,
  attemptTools,
  changes,
  classifications,
  decisions,
  definitions,
  packages,
  remotes,
  serverSources,
  servers,
  tools,
  toolVersions,
} from "../schema.ts";
import { SHOWN_ATTEMPTS } from "./catalogue.ts";

/*
 * Whether anything is new about some servers, told without reading what it means: the rows go into a hash as they are,
 * whole, so a column that is added later counts too. Each statement orders its rows, since a copy of the database may
 * hold them in another order.
 */

const ours = (column: SQLiteColumn) => between(column, sql.placeholder("first"), sql.placeholder("last"));

/** When a verdict was saved is read by nobody, and saving it again changes nothing else. */
const { savedAt: _, ...VERDICT } = getColumns(classifications);

/** Whatever its columns, as the rows of the database are. */
type RawStatement = { values(places: { first: number; last: number }): Promise<unknown[][]> };

const STATEMENTS: readonly ((orm: Orm) => RawStatement)[] = [
  (orm: Orm) => orm.select().from(servers).where(ours(servers.id)).orderBy(asc(servers.id)).prepare(),
  (orm: Orm) =>
    orm
      .select()
      .from(serverSources)
      .where(ours(serverSources.serverId))
      .orderBy(asc(serverSources.serverId), asc(serverSources.source))
      .prepare(),
  (orm: Orm) =>
    orm
      .select()
      .from(packages)
      .where(ours(packages.serverId))
      .orderBy(asc(packages.serverId), asc(packages.id))
      .prepare(),
  (orm: Orm) =>
    orm.select().from(remotes).where(ours(remotes.serverId)).orderBy(asc(remotes.serverId), asc(remotes.id)).prepare(),
  (orm: Orm) => {
    const recent = orm
      .select({ id: sql`recent.id` })
      .from(sql`attempts as recent`)
      .where(sql`recent.server_id = ${servers.id}`)
      .orderBy(desc(sql`recent.started_at`), desc(sql`recent.id`))
      .limit(SHOWN_ATTEMPTS);
    return orm
      .select(getColumns(attempts))
      .from(servers)
      .innerJoin(attempts, inArray(attempts.id, recent))
      .where(ours(servers.id))
      .orderBy(asc(servers.id), asc(attempts.id))
      .prepare();
  },
  (orm: Orm) =>
    orm
      .select(getColumns(attempts))
      .from(servers)
      .innerJoin(attempts, or(eq(attempts.id, servers.latestAttemptId), eq(attempts.id, servers.listingId)))
      .where(ours(servers.id))
      .orderBy(asc(servers.id), asc(attempts.id))
      .prepare(),
  (orm: Orm) =>
    orm
      .select({ ...getColumns(attemptTools), raw: definitions.raw })
      .from(servers)
      .innerJoin(attemptTools, eq(attemptTools.attemptId, servers.latestAttemptId))
      .innerJoin(definitions, eq(definitions.fingerprint, attemptTools.fingerprint))
      .where(ours(servers.id))
      .orderBy(asc(servers.id), asc(attemptTools.position))
      .prepare(),
  (orm: Orm) =>
    orm.select().from(tools).where(ours(tools.serverId)).orderBy(asc(tools.serverId), asc(tools.id)).prepare(),
  (orm: Orm) =>
    orm
      .select({ ...getColumns(toolVersions), raw: definitions.raw })
      .from(tools)
      .innerJoin(toolVersions, eq(toolVersions.toolId, tools.id))
      .innerJoin(definitions, eq(definitions.fingerprint, toolVersions.fingerprint))
      .where(ours(tools.serverId))
      .orderBy(asc(tools.serverId), asc(tools.id), asc(toolVersions.id))
      .prepare(),
  (orm: Orm) =>
    orm
      .select(VERDICT)
      .from(tools)
      .innerJoin(classifications, eq(classifications.id, tools.classificationId))
      .where(ours(tools.serverId))
      .orderBy(asc(tools.serverId), asc(tools.id))
      .prepare(),
  (orm: Orm) =>
    orm
      .select(getColumns(decisions))
      .from(tools)
      .innerJoin(decisions, eq(decisions.classificationId, tools.classificationId))
      .where(ours(tools.serverId))
      .orderBy(asc(tools.serverId), asc(tools.id), asc(decisions.profile))
      .prepare(),
  (orm: Orm) =>
    orm.select().from(changes).where(ours(changes.serverId)).orderBy(asc(changes.serverId), asc(changes.id)).prepare(),
];

/** Characters past which a text goes into the hash by itself. */
const LONG = 256;

/**
 * Hex SHA-256 of everything that `readServer`, `listTools`, `listSpans`, `readToolPage` and `newestChanges` read of the
 * servers whose rows are from `first` to `last`. Equal hashes: they give the same. Only of an embedded database.
 */
export const serverContents = (db: Db, first: number, last: number): Promise<string> =>
  reading(db, async () => {
    const hash = createHash("sha256");
    let short = "";
    for (const statement of STATEMENTS) {
      short += "statement;";
      for (const row of await db.prepared(statement).values({ first, last })) {
        for (const value of row) {
          // Each value with its kind, and texts with their length, so that no two rows become the same bytes.
          if (typeof value !== "string") short += `${typeof value} ${value};`;
          else if (value.length < LONG) short += `${value.length}:${value}`;
          else {
            hash.update(`${short}${value.length}:`);
            hash.update(value);
            short = "";
          }
        }
        short += "row;";
      }
    }
    return hash.update(short).digest("hex");
  });
