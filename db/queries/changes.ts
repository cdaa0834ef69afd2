import { and, asc, desc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import { type Db, reading, writing } from "../database.ts";
import { DatabaseError } from "../database-error.ts";
import { CHANGE_LEVELS, type Change, type ChangeLevel } from "../records/change.ts";
import type { Definition } from "../records/definition.ts";
import type { ServerLook } from "../records/origin.ts";
import type { Outcome } from "../records/outcome.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { attempts, changeMarks, changes, definitions, servers, tools, toolVersions } from "../schema.ts";

/*
 * The history of changes. Grading is the classifier's; here is what it has to grade, and what was graded, in one order
 * that never changes: a cursor is the last `id` that a reader has seen.
 */

/** Two complete listings of a server, one after the other. */
export interface ListingStep {
  /** When the later one began, ISO 8601. */
  at: string;
  before: Definition[];
  after: Definition[];
}

/** What of a server's history is not graded yet. */
export interface UngradedHistory {
  server: Snapshot["server"];
  /** Every attempt that showed how the server lets callers in, oldest first, graded ones included. */
  looks: ServerLook[];
  /** Oldest first; pairs between which no tool differs are left out. */
  steps: ListingStep[];
  /** The start of the newest attempt that was graded before; null: none was. */
  from: string | null;
  /** The start of the newest of `looks`, to be given to `saveChanges`. */
  through: string;
}

/** The outcomes that show something of a server; any other says nothing of it. */
const TELLING: Outcome[] = ["listed", "gated"];

interface Version {
  raw: string;
  toolId: number;
  firstSeenAt: string;
  removedAt: string | null;
}

const shownAt = (versions: readonly Version[], at: string): Definition[] =>
  versions
    .filter(({ firstSeenAt, removedAt }) => firstSeenAt <= at && (removedAt === null || removedAt > at))
    .map(({ raw }) => JSON.parse(raw) as Definition);

const stepsOf = (listings: readonly string[], versions: readonly Version[], from: string | null): ListingStep[] => {
  const moved = new Set(versions.flatMap(({ firstSeenAt, removedAt }) => [firstSeenAt, removedAt]));
  return listings.slice(1).flatMap((at, index): ListingStep[] => {
    const earlier = listings[index];
    if (earlier === undefined || (from !== null && at <= from) || !moved.has(at)) return [];
    return [{ at, before: shownAt(versions, earlier), after: shownAt(versions, at) }];
  });
};

type TellingRow = Pick<
  typeof attempts.$inferSelect,
  | "outcome"
  | "launcher"
  | "startedAt"
  | "registryType"
  | "identifier"
  | "version"
  | "integrity"
  | "origin"
  | "authorization"
>;

const lookOf = (row: TellingRow): ServerLook => {
  const { outcome, launcher, startedAt, registryType, identifier, version, integrity, origin, authorization } = row;
  const ran = outcome === "listed" && registryType !== null && identifier !== null && version !== null;
  return {
    at: startedAt,
    // A process of this machine that asks for a login asks it of its user's account elsewhere, which says nothing of who may call it.
    posture: launcher !== "remote" ? null : outcome === "listed" ? "open" : "login",
    login: authorization && { scheme: authorization.scheme, authorizationServers: authorization.authorizationServers },
    package: ran ? { registryType, identifier, version, integrity } : null,
    origin,
  };
};

/** Whether an attempt that tells something came after what was graded. */
const hasUngraded = sql`exists (
  select 1 from ${attempts} as later where later.server_id = ${servers.id}
    and later.outcome in ('listed', 'gated') and later.started_at > coalesce(${changeMarks.through}, '')
)`;

/**
 * The servers that were looked at again since their history was graded, in the order in which they were first heard of;
 * one in memory at a time. The first look at a server changes nothing.
 */
export async function* ungradedHistories(db: Db): AsyncIterable<UngradedHistory> {
  for (let after = 0; ; ) {
    const next = await reading(db, async () => {
      const server = await db.orm
        .select({ id: servers.id, record: servers.record, from: changeMarks.through })
        .from(servers)
        .leftJoin(changeMarks, eq(changeMarks.serverId, servers.id))
        .where(and(gt(servers.id, after), hasUngraded))
        .orderBy(asc(servers.id))
        .limit(1)
        .get();
      if (!server) return undefined;
      const rows = await db.orm
        .select({
          outcome: attempts.outcome,
          launcher: attempts.launcher,
          startedAt: attempts.startedAt,
          registryType: attempts.registryType,
          identifier: attempts.identifier,
          version: attempts.version,
          integrity: attempts.integrity,
          origin: attempts.origin,
          authorization: attempts.authorization,
        })
        .from(attempts)
        .where(and(eq(attempts.serverId, server.id), inArray(attempts.outcome, TELLING)))
        .orderBy(asc(attempts.startedAt), asc(attempts.id))
        .all();
      const listings = rows.filter(({ outcome }) => outcome === "listed").map(({ startedAt }) => startedAt);
      const versions =
        listings.length < 2
          ? []
          : await db.orm
              .select({
                raw: definitions.raw,
                toolId: toolVersions.toolId,
                firstSeenAt: toolVersions.firstSeenAt,
                removedAt: toolVersions.removedAt,
              })
              .from(toolVersions)
              .innerJoin(tools, eq(tools.id, toolVersions.toolId))
              .innerJoin(definitions, eq(definitions.fingerprint, toolVersions.fingerprint))
              .where(eq(tools.serverId, server.id))
              .orderBy(asc(tools.occurrence), asc(tools.id))
              .all();
      return { ...server, looks: rows.map(lookOf), steps: stepsOf(listings, versions, server.from) };
    });
    if (!next) return;
    after = next.id;
    const { packages: _p, remotes: _r, _meta, ...server } = next.record;
    const { looks, steps, from } = next;
    yield { server, looks, steps, from, through: looks.at(-1)?.at ?? "" };
  }
}

const serverIdOf = async (db: Db, name: string): Promise<number | undefined> =>
  (await db.orm.select({ id: servers.id }).from(servers).where(eq(servers.name, name)).get())?.id;

/**
 * Keeps what was graded of a server's history, whole or not at all, and that it is graded up to `through`. What is older
 * than the mark that is there is left out, so that grading twice keeps it once. Throws a `DatabaseError` for an unknown
 * server.
 */
export const saveChanges = async (
  db: Db,
  server: string,
  through: string,
  graded: readonly { at: string; change: Change }[],
): Promise<void> =>
  writing(db, async () => {
    const serverId = await serverIdOf(db, server);
    if (serverId === undefined)
      throw new DatabaseError("failed", db.file, `${db.file}: the server ${server} is not known`);
    const mark = await db.orm
      .select({ through: changeMarks.through })
      .from(changeMarks)
      .where(eq(changeMarks.serverId, serverId))
      .get();
    for (const { at, change } of graded) {
      if (mark && at <= mark.through) continue;
      await db.orm.insert(changes).values({ serverId, at, level: change.level, record: change }).run();
    }
    await db.orm
      .insert(changeMarks)
      .values({ serverId, through })
      .onConflictDoUpdate({
        target: changeMarks.serverId,
        set: {
          through: sql`case when excluded.through > change_marks.through then excluded.through else change_marks.through end`,
        },
      })
      .run();
  });

/** A graded change with its place in the order of all. */
export interface StoredChange extends Change {
  id: number;
  /** When the listing began that showed it first, ISO 8601. */
  at: string;
}

export interface ChangesWanted {
  /** The cursor of an earlier answer: only what came after it. Default: from the beginning. */
  since?: number;
  server?: string;
  /** The least level; default `info`, which leaves out what is cosmetic. */
  level?: ChangeLevel;
  /** The most changes of one answer; default 100. */
  limit?: number;
}

/**
 * Changes in the order in which they were graded, the same for every reader, with the cursor to ask for what follows.
 * The cursor moves past changes that the wish leaves out only where all of them were looked at.
 */
export const changesOf = async (
  db: Db,
  { since = 0, server, level = "info", limit = 100 }: ChangesWanted = {},
): Promise<{ changes: StoredChange[]; cursor: number; more: boolean }> =>
  reading(db, async () => {
    const least = CHANGE_LEVELS.indexOf(level);
    const where: (SQL | undefined)[] = [
      gt(changes.id, since),
      inArray(changes.level, CHANGE_LEVELS.slice(least)),
      server === undefined ? undefined : eq(servers.name, server),
    ];
    const rows = await db.orm
      .select({ id: changes.id, at: changes.at, record: changes.record })
      .from(changes)
      .innerJoin(servers, eq(servers.id, changes.serverId))
      .where(and(...where))
      .orderBy(asc(changes.id))
      .limit(limit + 1)
      .all();
    const more = rows.length > limit;
    const shown = rows.slice(0, limit);
    const last = more
      ? shown.at(-1)?.id
      : (
          await db.orm
            .select({ id: sql<number | null>`max(${changes.id})` })
            .from(changes)
            .get()
        )?.id;
    return {
      changes: shown.map(({ id, at, record }) => ({ id, at, ...record })),
      cursor: Math.max(since, last ?? 0),
      more,
    };
  });

/** The newest changes, of one server or of all, the newest first; with cosmetic ones. */
export const newestChanges = async (
  db: Db,
  { server, limit = 1_000 }: { server?: string; limit?: number } = {},
): Promise<StoredChange[]> =>
  reading(db, async () => {
    const whose = server === undefined ? undefined : await serverIdOf(db, server);
    if (server !== undefined && whose === undefined) return [];
    const rows = await db.orm
      .select({ id: changes.id, at: changes.at, record: changes.record })
      .from(changes)
      .where(whose === undefined ? undefined : eq(changes.serverId, whose))
      .orderBy(desc(changes.id))
      .limit(limit)
      .all();
    return rows.map(({ id, at, record }) => ({ id, at, ...record }));
  });
