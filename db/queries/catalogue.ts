import { and, asc, count, desc, eq, isNotNull, isNull, max, sql } from "drizzle-orm";
import { attemptOf } from "../attempt-row.ts";
import { type Db, type Orm, reading } from "../database.ts";
import { encodeText } from "../exact-text.ts";
import type { Attempt } from "../records/attempt.ts";
import { CATEGORIES, type Category, RISKS, type Risk } from "../records/classification.ts";
import type { Definition } from "../records/definition.ts";
import { OUTCOMES, type Outcome } from "../records/outcome.ts";
import type { ServerRecord } from "../records/server.ts";
import {
  attempts,
  attemptTools,
  definitions,
  isCurrent,
  packages,
  remotes,
  serverSources,
  servers,
  tools,
} from "../schema.ts";

/*
 * What the site and the commands read. "Current": of a server that is not retired, in its latest complete listing.
 */

export type { Db } from "../database.ts";
export { type RelatedIndex, type RelatedRef, type RelatingTool, relatedIndex } from "./related-index.ts";
export { type RelatedTool, relatedTools } from "./related-tools.ts";
export {
  listSpans,
  listTools,
  readToolPage,
  type Sibling,
  type ToolInList,
  type ToolPage,
  type ToolSpan,
} from "./tool-page.ts";

const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;

export interface CatalogueCounts {
  /** Servers that are not retired. */
  servers: number;
  /** The same servers by the outcome of their latest attempt. */
  byOutcome: Record<Outcome, number>;
  /** Current tools, and those of them that have a verdict. */
  tools: number;
  classified: number;
  byCategory: Record<Category, number>;
  byRisk: Record<Risk, number>;
  byCategoryAndRisk: { category: Category; risk: Risk; tools: number }[];
  /** When the newest attempt began, ISO 8601; null in an empty catalogue. */
  latestAttemptAt: string | null;
}

/** The size of the catalogue, all of it counted in one snapshot. */
export const catalogueCounts = async (db: Db): Promise<CatalogueCounts> =>
  reading(db, async () => {
    const outcomes = await db.orm
      .select({ outcome: attempts.outcome, servers: count(), latest: max(attempts.startedAt) })
      .from(servers)
      .innerJoin(attempts, eq(attempts.id, servers.latestAttemptId))
      .where(isNull(servers.retiredAt))
      .groupBy(attempts.outcome)
      .all();
    const verdicts = await db.orm
      .select({ category: tools.category, risk: tools.risk, tools: count() })
      .from(tools)
      .innerJoin(servers, eq(servers.id, tools.serverId))
      .where(and(isCurrent, isNull(servers.retiredAt)))
      .groupBy(tools.category, tools.risk)
      .all();
    const counts: CatalogueCounts = {
      servers: 0,
      byOutcome: zeros(Object.keys(OUTCOMES) as Outcome[]),
      tools: 0,
      classified: 0,
      byCategory: zeros(CATEGORIES),
      byRisk: zeros(RISKS),
      byCategoryAndRisk: [],
      latestAttemptAt: null,
    };
    for (const row of outcomes) {
      counts.servers += row.servers;
      counts.byOutcome[row.outcome] += row.servers;
      if (row.latest !== null && row.latest > (counts.latestAttemptAt ?? "")) counts.latestAttemptAt = row.latest;
    }
    for (const { category, risk, tools: some } of verdicts) {
      counts.tools += some;
      if (category === null || risk === null) continue;
      counts.classified += some;
      counts.byCategory[category] += some;
      counts.byRisk[risk] += some;
      counts.byCategoryAndRisk.push({ category, risk, tools: some });
    }
    const rank = (row: { category: Category; risk: Risk }): number =>
      CATEGORIES.indexOf(row.category) * RISKS.length + RISKS.indexOf(row.risk);
    counts.byCategoryAndRisk.sort((a, b) => rank(a) - rank(b));
    return counts;
  });

export interface ServerInList {
  name: string;
  slug: string;
  title: string | null;
  description: string | null;
  /** The version that the record names. */
  version: string | null;
  repository: string | null;
  /** Of the latest attempt. */
  outcome: Outcome;
  /** When the latest attempt and the latest complete listing began; null: never listed. */
  lastTriedAt: string;
  lastSeenAt: string | null;
  /** Current tools (of the latest complete listing, also when a later attempt failed). */
  tools: number;
  byCategory: Record<Category, number>;
  byRisk: Record<Risk, number>;
}

/** All servers that are not retired, by name. Holds all in memory: about 1 KB each. */
export const listServers = async (db: Db): Promise<ServerInList[]> =>
  reading(db, async () => {
    const rows = await db.orm
      .select({
        id: servers.id,
        name: servers.name,
        slug: servers.slug,
        title: servers.title,
        description: servers.description,
        version: servers.version,
        repository: servers.repository,
        outcome: attempts.outcome,
        lastTriedAt: attempts.startedAt,
        lastSeenAt: servers.lastSeenAt,
      })
      .from(servers)
      .innerJoin(attempts, eq(attempts.id, servers.latestAttemptId))
      .where(isNull(servers.retiredAt))
      .orderBy(asc(servers.name))
      .all();
    const counts = await db.orm
      .select({ serverId: tools.serverId, category: tools.category, risk: tools.risk, tools: count() })
      .from(tools)
      .where(isCurrent)
      .groupBy(tools.serverId, tools.category, tools.risk)
      .all();
    const byServer = Map.groupBy(counts, (row) => row.serverId);
    return rows.map(({ id, ...server }) => {
      const listed = { ...server, tools: 0, byCategory: zeros(CATEGORIES), byRisk: zeros(RISKS) };
      for (const row of byServer.get(id) ?? []) {
        listed.tools += row.tools;
        if (row.category !== null) listed.byCategory[row.category] += row.tools;
        if (row.risk !== null) listed.byRisk[row.risk] += row.tools;
      }
      return listed;
    });
  });

/** A server of the catalogue by its row, and how many of its current tools have a verdict. */
export interface ServerId {
  id: number;
  slug: string;
  judged: number;
}

/** All servers that are not retired, in the order in which they were first heard of. Holds all: about 100 bytes each. */
export const serverIds = async (db: Db): Promise<ServerId[]> =>
  reading(db, () =>
    db.orm
      .select({
        id: servers.id,
        slug: servers.slug,
        judged: sql<number>`(select count(*) from tools where server_id = ${servers.id} and ${isCurrent}
          and classification_id is not null)`,
      })
      .from(servers)
      .innerJoin(attempts, eq(attempts.id, servers.latestAttemptId))
      .where(isNull(servers.retiredAt))
      .orderBy(asc(servers.id))
      .all(),
  );

interface Span {
  firstSeenAt: string;
  lastSeenAt: string;
}

export interface ServerPage {
  name: string;
  slug: string;
  record: ServerRecord;
  firstSeenAt: string;
  /** The start of the latest complete listing; null: never listed. */
  lastSeenAt: string | null;
  retiredAt: string | null;
  latestAttempt: Attempt;
  /** The attempt that the current tools come from; null: never listed. */
  listing: Attempt | null;
  /** The newest 20 attempts, newest first. */
  attempts: Attempt[];
  /** What the latest attempt read when it was `incomplete`, in its order; never part of the current tools. */
  incompleteTools: Definition[];
  sources: (Span & { source: string })[];
  packages: (Span & { registryType: string; identifier: string; version: string | null; integrity: string | null })[];
  remotes: (Span & { type: string; url: string })[];
  /** Names and slugs of tools that a complete listing lacked, newest removal first. */
  removedTools: { name: string; slug: string; removedAt: string }[];
}

const ID = sql.placeholder("id");
const span = (table: typeof packages | typeof remotes | typeof serverSources) => ({
  firstSeenAt: table.firstSeenAt,
  lastSeenAt: table.lastSeenAt,
});
const serverBy = (column: typeof servers.name | typeof servers.slug) => (orm: Orm) =>
  orm
    .select()
    .from(servers)
    .where(eq(column, sql.param(sql.placeholder("value"), column)))
    .prepare();
const BY_NAME = serverBy(servers.name);
const BY_SLUG = serverBy(servers.slug);
const attemptById = (orm: Orm) => orm.select().from(attempts).where(eq(attempts.id, ID)).prepare();
/** The latest attempts that are read of one server. */
export const SHOWN_ATTEMPTS = 20;
const recentAttempts = (orm: Orm) =>
  orm
    .select()
    .from(attempts)
    .where(eq(attempts.serverId, ID))
    .orderBy(desc(attempts.startedAt), desc(attempts.id))
    .limit(SHOWN_ATTEMPTS)
    .prepare();
const incompleteTools = (orm: Orm) =>
  orm
    .select({ raw: definitions.raw })
    .from(attemptTools)
    .innerJoin(definitions, eq(definitions.fingerprint, attemptTools.fingerprint))
    .where(eq(attemptTools.attemptId, ID))
    .orderBy(asc(attemptTools.position))
    .prepare();
const sourcesOf = (orm: Orm) =>
  orm
    .select({ source: serverSources.source, ...span(serverSources) })
    .from(serverSources)
    .where(eq(serverSources.serverId, ID))
    .orderBy(asc(serverSources.source))
    .prepare();
const packagesOf = (orm: Orm) =>
  orm
    .select({
      registryType: packages.registryType,
      identifier: packages.identifier,
      version: sql<string | null>`nullif(${packages.version}, '')`,
      integrity: packages.integrity,
      ...span(packages),
    })
    .from(packages)
    .where(eq(packages.serverId, ID))
    .orderBy(desc(packages.lastSeenAt), asc(packages.id))
    .prepare();
const remotesOf = (orm: Orm) =>
  orm
    .select({ type: remotes.type, url: remotes.url, ...span(remotes) })
    .from(remotes)
    .where(eq(remotes.serverId, ID))
    .orderBy(desc(remotes.lastSeenAt), asc(remotes.id))
    .prepare();
const removedTools = (orm: Orm) =>
  orm
    .select({ name: tools.name, slug: tools.slug, removedAt: sql<string>`${tools.removedAt}` })
    .from(tools)
    .where(and(eq(tools.serverId, ID), isNotNull(tools.removedAt)))
    .orderBy(desc(tools.removedAt), asc(tools.id))
    .prepare();

// Prepared, since whoever reads a whole catalogue asks this for each of its servers.
const readServerWhere = (db: Db, by: typeof BY_NAME, value: string) =>
  reading(db, async (): Promise<ServerPage | null> => {
    const server = await db.prepared(by).get({ value });
    if (!server) return null;
    const { id, name, slug, record, firstSeenAt, lastSeenAt, retiredAt, latestAttemptId, listingId } = server;
    const attempt = async (which: number | null): Promise<Attempt | null> => {
      const row = which === null ? undefined : await db.prepared(attemptById).get({ id: which });
      return row ? attemptOf(name, row) : null;
    };
    const latestAttempt = await attempt(latestAttemptId);
    // A server and its first attempt are saved in one transaction.
    if (!latestAttempt || latestAttemptId === null) throw new Error(`${db.file}: ${name} has no attempt`);
    const incomplete = await db.prepared(incompleteTools).all({ id: latestAttemptId });
    return {
      name,
      slug,
      record,
      firstSeenAt,
      lastSeenAt,
      retiredAt,
      latestAttempt,
      listing: await attempt(listingId),
      attempts: (await db.prepared(recentAttempts).all({ id })).map((row) => attemptOf(name, row)),
      incompleteTools: incomplete.map((row) => JSON.parse(row.raw) as Definition),
      sources: await db.prepared(sourcesOf).all({ id }),
      packages: await db.prepared(packagesOf).all({ id }),
      remotes: await db.prepared(remotesOf).all({ id }),
      removedTools: await db.prepared(removedTools).all({ id }),
    };
  });

/** All that is known of one server but its tools (`listTools`); null when there is none of that name. */
export const readServer = async (db: Db, name: string): Promise<ServerPage | null> =>
  readServerWhere(db, BY_NAME, name);

/** As `readServer`, by the URL segment. */
export const readServerBySlug = async (db: Db, slug: string): Promise<ServerPage | null> =>
  readServerWhere(db, BY_SLUG, encodeText(slug));
