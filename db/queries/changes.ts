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
  /** The place of the later one among the looks. */
  look: number;
  before: Definition[];
  after: Definition[];
}

/** What of a server's history is not graded yet. */
export interface UngradedHistory {
  server: Snapshot["server"];
  /** Every attempt that showed how the server lets callers in, in the order of saving, graded ones included. */
  looks: ServerLook[];
  /** So many of the first looks are graded. */
  graded: number;
  /** In the order of the looks; pairs between which no tool differs are left out. */
  steps: ListingStep[];
  /** What was graded before and what is graded with this, to be given to `saveChanges`. */
  marks: Marks;
}

/** Between which attempts, by their ids, a history is graded. */
export interface Marks {
  /** The last that was graded; null: none was. */
  from: number | null;
  through: number;
}

/** The outcomes that show something of a server; any other says nothing of it. */
const TELLING: Outcome[] = ["listed", "gated"];

/**
 * An attempt that began before one that was saved earlier is late, and says how the server was then. By more than this, in
 * ms, it is not: the clock ran ahead and was put back. What is late by mistake shows with the next look.
 */
const MOST_LATE_MS = 86_400_000;

type TellingRow = Pick<
  typeof attempts.$inferSelect,
  | "id"
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

interface Version {
  raw: string;
  toolId: number;
  attemptId: number;
  removedAt: string | null;
}

/** A definition of a tool by the ids of the attempts that showed it first, and that first showed another one or none. */
interface Span {
  raw: string;
  from: number;
  to: number;
}

/** The spans of one tool's versions, which come in their order. A span's end is kept as the time of the listing that ended it. */
const spansOf = (versions: readonly Version[], listings: readonly TellingRow[]): Span[] =>
  versions.map(({ raw, attemptId: from, removedAt }, index) => {
    const next = versions[index + 1]?.attemptId ?? Number.POSITIVE_INFINITY;
    const ending =
      removedAt === null ? undefined : listings.find((one) => one.id > from && one.startedAt === removedAt);
    return { raw, from, to: Math.min(next, ending?.id ?? Number.POSITIVE_INFINITY) };
  });

const shownBy = (listing: number, spans: readonly Span[]): Definition[] =>
  spans.filter(({ from, to }) => from <= listing && to > listing).map(({ raw }) => JSON.parse(raw) as Definition);

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

/** The history that attempts in the order of saving tell, with the versions of all tools in the order of their tools. */
const historyOf = (
  rows: readonly TellingRow[],
  versions: readonly Version[],
  from: number | null,
): Pick<UngradedHistory, "looks" | "graded" | "steps"> => {
  const listings = rows.filter(({ outcome }) => outcome === "listed");
  const spans = [...Map.groupBy(versions, ({ toolId }) => toolId).values()].flatMap((its) => spansOf(its, listings));
  const moving = new Set(spans.flatMap((span) => [span.from, span.to]));
  const told: TellingRow[] = [];
  for (const row of rows) {
    const behind = Date.parse(told.at(-1)?.startedAt ?? row.startedAt) - Date.parse(row.startedAt);
    if (behind <= 0 || behind > MOST_LATE_MS || moving.has(row.id)) told.push(row);
  }
  const isNew = (id: number): boolean => from === null || id > from;
  const before = new Map(listings.map(({ id }, index) => [id, listings[index - 1]?.id]));
  const steps = told.flatMap(({ id }, look): ListingStep[] => {
    const earlier = before.get(id);
    if (earlier === undefined || !isNew(id) || !moving.has(id)) return [];
    return [{ look, before: shownBy(earlier, spans), after: shownBy(id, spans) }];
  });
  return { looks: told.map(lookOf), graded: told.filter(({ id }) => !isNew(id)).length, steps };
};

/** Whether an attempt that tells something was saved after what was graded. */
const hasUngraded = sql`exists (
  select 1 from ${attempts} as later where later.server_id = ${servers.id}
    and later.outcome in ('listed', 'gated') and later.id > coalesce(${changeMarks.attemptId}, 0)
)`;

/** Servers found at once: each time all attempts may be gone through. */
const PAGE = 500;

const readHistory = (db: Db, serverId: number): Promise<UngradedHistory | null> =>
  reading(db, async () => {
    const server = await db.orm
      .select({ record: servers.record, from: changeMarks.attemptId })
      .from(servers)
      .leftJoin(changeMarks, eq(changeMarks.serverId, servers.id))
      .where(eq(servers.id, serverId))
      .get();
    const rows = await db.orm
      .select({
        id: attempts.id,
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
      .where(and(eq(attempts.serverId, serverId), inArray(attempts.outcome, TELLING)))
      .orderBy(asc(attempts.id))
      .all();
    const through = rows.at(-1)?.id;
    if (!server || through === undefined) return null;
    const versions =
      rows.filter(({ outcome }) => outcome === "listed").length < 2
        ? []
        : await db.orm
            .select({
              raw: definitions.raw,
              toolId: toolVersions.toolId,
              attemptId: toolVersions.attemptId,
              removedAt: toolVersions.removedAt,
            })
            .from(toolVersions)
            .innerJoin(tools, eq(tools.id, toolVersions.toolId))
            .innerJoin(definitions, eq(definitions.fingerprint, toolVersions.fingerprint))
            .where(eq(tools.serverId, serverId))
            .orderBy(asc(tools.occurrence), asc(tools.id), asc(toolVersions.id))
            .all();
    const { packages: _p, remotes: _r, _meta, ...described } = server.record;
    return { server: described, ...historyOf(rows, versions, server.from), marks: { from: server.from, through } };
  });

/**
 * The servers that were looked at again since their history was graded, in the order in which they were first heard of;
 * one in memory at a time. The first look at a server changes nothing.
 */
export async function* ungradedHistories(db: Db): AsyncIterable<UngradedHistory> {
  for (let after = 0; ; ) {
    const found = await reading(db, async () =>
      db.orm
        .select({ id: servers.id })
        .from(servers)
        .leftJoin(changeMarks, eq(changeMarks.serverId, servers.id))
        .where(and(gt(servers.id, after), hasUngraded))
        .orderBy(asc(servers.id))
        .limit(PAGE)
        .all(),
    );
    for (const { id } of found) {
      const history = await readHistory(db, id);
      if (history) yield history;
    }
    const last = found.at(-1);
    if (!last) return;
    after = last.id;
  }
}

const serverIdOf = async (db: Db, name: string): Promise<number | undefined> =>
  (await db.orm.select({ id: servers.id }).from(servers).where(eq(servers.name, name)).get())?.id;

/**
 * Keeps what was graded of a server's history between two marks, whole or not at all. Nothing is kept when another process
 * has graded it meanwhile, so that each change is kept once. Throws a `DatabaseError` for an unknown server.
 */
export const saveChanges = async (
  db: Db,
  server: string,
  { from, through }: Marks,
  graded: readonly { at: string; change: Change }[],
): Promise<void> =>
  writing(db, async () => {
    const serverId = await serverIdOf(db, server);
    if (serverId === undefined)
      throw new DatabaseError("failed", db.file, `${db.file}: the server ${server} is not known`);
    const mark = await db.orm
      .select({ attemptId: changeMarks.attemptId })
      .from(changeMarks)
      .where(eq(changeMarks.serverId, serverId))
      .get();
    if ((mark?.attemptId ?? null) !== from) return;
    for (const { at, change } of graded)
      await db.orm.insert(changes).values({ serverId, at, level: change.level, record: change }).run();
    await db.orm
      .insert(changeMarks)
      .values({ serverId, attemptId: through })
      .onConflictDoUpdate({ target: changeMarks.serverId, set: { attemptId: through } })
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
