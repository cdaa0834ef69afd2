import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { attemptOf } from "../attempt-row.ts";
import { type Db, type Orm, reading } from "../database.ts";
import { encodeText } from "../exact-text.ts";
import type { Attempt } from "../records/attempt.ts";
import type { Category, Classification, Risk } from "../records/classification.ts";
import type { Definition } from "../records/definition.ts";
import type { Decision } from "../records/policy.ts";
import type { ServerRecord } from "../records/server.ts";
import {
  attempts,
  classifications,
  decisions,
  definitions,
  isCurrent,
  servers,
  tools,
  toolVersions,
} from "../schema.ts";
import { DEFAULT_PROFILE } from "./save-classifications.ts";

/** A tool with its current definition and verdict. Dates are ISO 8601. */
export interface ToolInList {
  name: string;
  slug: string;
  definition: Definition;
  fingerprint: string;
  /** Null until the current definition is classified. */
  classification: Classification | null;
  /** Of the asked profile; null when none was saved for the classification. */
  decision: Decision | null;
  firstSeenAt: string;
  lastSeenAt: string;
  removedAt: string | null;
}

/** Another tool of the same server, with the head of its verdict. */
export interface Sibling {
  name: string;
  slug: string;
  category: Category | null;
  risk: Risk | null;
  confidence: number | null;
}

/** An unbroken span of time in which complete listings showed one definition of a tool. */
export interface ToolSpan {
  fingerprint: string;
  definition: Definition;
  firstSeenAt: string;
  lastSeenAt: string;
  /** When a complete listing showed another or none; null: it is the current one. */
  removedAt: string | null;
}

export interface ToolPage extends ToolInList {
  server: {
    name: string;
    slug: string;
    record: ServerRecord;
    firstSeenAt: string;
    lastSeenAt: string | null;
    retiredAt: string | null;
  };
  /** The complete listing that the server's current tools come from. */
  attempt: Attempt;
  /** The server's other current tools, in its order. */
  siblings: Sibling[];
  /** Oldest first; the last one is current unless `removedAt` is set. */
  history: ToolSpan[];
}

const TOOL_FIELDS = {
  id: tools.id,
  name: tools.name,
  slug: tools.slug,
  raw: sql<string>`coalesce(${tools.sentAs}, ${definitions.raw})`,
  fingerprint: tools.fingerprint,
  classification: classifications.record,
  decision: decisions.record,
  firstSeenAt: tools.firstSeenAt,
  lastSeenAt: tools.lastSeenAt,
  removedAt: tools.removedAt,
};

const selectTools = (orm: Orm, where: SQL | undefined) =>
  orm
    .select(TOOL_FIELDS)
    .from(tools)
    .innerJoin(definitions, eq(definitions.fingerprint, tools.fingerprint))
    .leftJoin(classifications, eq(classifications.id, tools.classificationId))
    .leftJoin(
      decisions,
      and(
        eq(decisions.classificationId, tools.classificationId),
        eq(decisions.profile, sql.param(sql.placeholder("profile"), decisions.profile)),
      ),
    )
    .where(where)
    .orderBy(asc(tools.position), asc(tools.id))
    .prepare();

const ofServer = eq(tools.serverId, sql.placeholder("serverId"));
const currentTools = (orm: Orm) => selectTools(orm, and(ofServer, isCurrent));
const idOfServer = (orm: Orm) =>
  orm
    .select({ id: servers.id })
    .from(servers)
    .where(eq(servers.name, sql.param(sql.placeholder("name"), servers.name)))
    .prepare();

type ToolRow = Awaited<ReturnType<ReturnType<typeof selectTools>["all"]>>[number];

const toolOf = ({ raw, id: _, ...row }: ToolRow): ToolInList => ({
  ...row,
  definition: JSON.parse(raw) as Definition,
});

/** The current tools of a server in its order, whole; empty when it was never listed or is unknown. */
export const listTools = async (db: Db, serverName: string, profile: string = DEFAULT_PROFILE): Promise<ToolInList[]> =>
  reading(db, async () => {
    const server = await db.prepared(idOfServer).get({ name: serverName });
    return server ? (await db.prepared(currentTools).all({ serverId: server.id, profile })).map(toolOf) : [];
  });

const spansOfServer = (orm: Orm) =>
  orm
    .select({
      slug: tools.slug,
      fingerprint: toolVersions.fingerprint,
      firstSeenAt: toolVersions.firstSeenAt,
      lastSeenAt: toolVersions.lastSeenAt,
      removedAt: toolVersions.removedAt,
    })
    .from(toolVersions)
    .innerJoin(tools, eq(tools.id, toolVersions.toolId))
    .where(ofServer)
    .orderBy(asc(toolVersions.id))
    .prepare();

/** The `history` of each tool of a server by its slug, without the definitions; removed ones included. */
export const listSpans = async (db: Db, serverName: string): Promise<Map<string, Omit<ToolSpan, "definition">[]>> =>
  reading(db, async () => {
    const server = await db.prepared(idOfServer).get({ name: serverName });
    const rows = server ? await db.prepared(spansOfServer).all({ serverId: server.id }) : [];
    const spans = new Map<string, Omit<ToolSpan, "definition">[]>();
    for (const { slug, ...span } of rows) spans.set(slug, [...(spans.get(slug) ?? []), span]);
    return spans;
  });

/** The server of a page, and below what hangs on it: none waits for another, so that all go to the database at once. */
const ofSlug = eq(servers.slug, sql.placeholder("serverSlug"));
const itsTool = and(ofSlug, eq(tools.slug, sql.placeholder("slug")));
const serverOfPage = (orm: Orm) => orm.select().from(servers).where(ofSlug).prepare();
const listingOfPage = (orm: Orm) =>
  orm
    .select({ listing: attempts })
    .from(servers)
    .innerJoin(attempts, eq(attempts.id, servers.listingId))
    .where(ofSlug)
    .prepare();
const toolOfPage = (orm: Orm) =>
  selectTools(
    orm,
    and(
      eq(tools.serverId, orm.select({ id: servers.id }).from(servers).where(ofSlug)),
      eq(tools.slug, sql.placeholder("slug")),
    ),
  );
const siblingsOfPage = (orm: Orm) =>
  orm
    .select({
      id: tools.id,
      name: tools.name,
      slug: tools.slug,
      category: tools.category,
      risk: tools.risk,
      confidence: tools.confidence,
    })
    .from(servers)
    .innerJoin(tools, eq(tools.serverId, servers.id))
    .where(and(ofSlug, isNull(tools.removedAt)))
    .orderBy(asc(tools.position))
    .prepare();
const historyOfPage = (orm: Orm) =>
  orm
    .select({
      fingerprint: toolVersions.fingerprint,
      raw: definitions.raw,
      firstSeenAt: toolVersions.firstSeenAt,
      lastSeenAt: toolVersions.lastSeenAt,
      removedAt: toolVersions.removedAt,
    })
    .from(servers)
    .innerJoin(tools, eq(tools.serverId, servers.id))
    .innerJoin(toolVersions, eq(toolVersions.toolId, tools.id))
    .innerJoin(definitions, eq(definitions.fingerprint, toolVersions.fingerprint))
    .where(itsTool)
    .orderBy(asc(toolVersions.id))
    .prepare();

/** All that the page of one tool shows, removed ones included; null when the slugs name none. */
export const readToolPage = async (
  db: Db,
  serverSlug: string,
  toolSlug: string,
  profile: string = DEFAULT_PROFILE,
): Promise<ToolPage | null> =>
  reading(db, async () => {
    // Bare placeholders are not encoded as their columns are.
    const values = {
      serverSlug: encodeText(serverSlug),
      slug: encodeText(toolSlug),
      profile: encodeText(profile),
    };
    const [server, found, row, siblings, history] = await Promise.all([
      db.prepared(serverOfPage).get(values),
      db.prepared(listingOfPage).get(values),
      db.prepared(toolOfPage).get(values),
      db.prepared(siblingsOfPage).all(values),
      db.prepared(historyOfPage).all(values),
    ]);
    if (!server || !row || !found) return null;
    const { name, slug, record, firstSeenAt, lastSeenAt, retiredAt } = server;
    return {
      ...toolOf(row),
      server: { name, slug, record, firstSeenAt, lastSeenAt, retiredAt },
      attempt: attemptOf(name, found.listing),
      siblings: siblings.filter((sibling) => sibling.id !== row.id).map(({ id: _, ...sibling }) => sibling),
      history: history.map(({ raw, ...span }) => ({ ...span, definition: JSON.parse(raw) as Definition })),
    };
  });
