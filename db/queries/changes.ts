import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Db, reading, writing } from "../database.ts";
import { DatabaseError } from "../database-error.ts";
import { CHANGE_LEVELS, type Change, type ChangeLevel } from "../records/change.ts";
import type { Definition } from "../records/definition.ts";
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
  /** The package's exact versions; null where it has none. */
  versionBefore: string | null;
  versionAfter: string | null;
}

/** What of a server's history is not graded yet. */
export interface UngradedHistory {
  server: Snapshot["server"];
  /** Oldest first; pairs between which neither tools nor version differ are left out. */
  steps: ListingStep[];
  /** The start of the newest complete listing, to be given to `saveChanges`. */
  through: string;
}

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

const stepsOf = (
  looks: readonly { at: string; version: string | null }[],
  versions: readonly Version[],
  from: string | null,
): ListingStep[] => {
  const moved = new Set(versions.flatMap(({ firstSeenAt, removedAt }) => [firstSeenAt, removedAt]));
  return looks.slice(1).flatMap((look, index): ListingStep[] => {
    const earlier = looks[index];
    if (!earlier || (from !== null && look.at <= from)) return [];
    if (!moved.has(look.at) && earlier.version === look.version) return [];
    return [
      {
        at: look.at,
        before: shownAt(versions, earlier.at),
        after: shownAt(versions, look.at),
        versionBefore: earlier.version,
        versionAfter: look.version,
      },
    ];
  });
};

/**
 * The servers that were listed again since their history was graded, in the order in which they were first heard of; one
 * in memory at a time. The first listing of a server changes nothing.
 */
export async function* ungradedHistories(db: Db): AsyncIterable<UngradedHistory> {
  for (let after = 0; ; ) {
    const next = await reading(db, async () => {
      const server = await db.orm
        .select({ id: servers.id, record: servers.record, through: servers.lastSeenAt, from: changeMarks.through })
        .from(servers)
        .leftJoin(changeMarks, eq(changeMarks.serverId, servers.id))
        .where(
          and(
            gt(servers.id, after),
            isNotNull(servers.lastSeenAt),
            or(isNull(changeMarks.through), lt(changeMarks.through, servers.lastSeenAt)),
          ),
        )
        .orderBy(asc(servers.id))
        .limit(1)
        .get();
      if (!server) return undefined;
      const looks = await db.orm
        .select({ at: attempts.startedAt, version: attempts.version })
        .from(attempts)
        .where(and(eq(attempts.serverId, server.id), eq(attempts.outcome, "listed")))
        .orderBy(asc(attempts.startedAt), asc(attempts.id))
        .all();
      const versions =
        looks.length < 2
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
      return { ...server, steps: stepsOf(looks, versions, server.from) };
    });
    if (!next) return;
    after = next.id;
    const { packages: _p, remotes: _r, _meta, ...server } = next.record;
    yield { server, steps: next.steps, through: next.through ?? "" };
  }
}

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
    const row = await db.orm.select({ id: servers.id }).from(servers).where(eq(servers.name, server)).get();
    if (!row) throw new DatabaseError("failed", db.file, `${db.file}: the server ${server} is not known`);
    const serverId = row.id;
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
