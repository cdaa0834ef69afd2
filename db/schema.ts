import { sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { exactText } from "./exact-text.ts";
import type { Attempt } from "./records/attempt.ts";
import type { Change } from "./records/change.ts";
import type { Capability, Category, Classification, Risk } from "./records/classification.ts";
import type { Origin } from "./records/origin.ts";
import type { Outcome } from "./records/outcome.ts";
import type { Decision } from "./records/policy.ts";
import type { ServerRecord } from "./records/server.ts";

/** `dead`: taken so often without a result that it must be what ends its taker. */
export type ItemState = "waiting" | "taken" | "done" | "dead";

/*
 * What is known, over time. Times are ISO 8601 in UTC with milliseconds, so that they compare as text. Text that a
 * server or a record sent is `exactText`; JSON is kept as text, since it may hold what a JSON column would change.
 */

/** One row a server name. A failed or incomplete attempt moves `latestAttemptId` only; nothing is ever deleted. */
export const servers = sqliteTable(
  "servers",
  {
    id: integer().primaryKey(),
    name: exactText().notNull().unique(),
    slug: text().notNull().unique(),
    title: exactText(),
    description: exactText(),
    version: exactText(),
    repository: exactText(),
    record: text({ mode: "json" }).$type<ServerRecord>().notNull(),
    firstSeenAt: text("first_seen_at").notNull(),
    /** The last complete listing; null when there was none. */
    lastSeenAt: text("last_seen_at"),
    /** When its sources or its owner withdrew it; it stays readable. */
    retiredAt: text("retired_at"),
    latestAttemptId: integer("latest_attempt_id").references((): AnySQLiteColumn => attempts.id),
    /** The latest attempt with outcome `listed`, which the current tools come from. */
    listingId: integer("listing_id").references((): AnySQLiteColumn => attempts.id),
    /** `siblingsHash` of the current tools, and of those that were last classified, with the classifier's name. */
    listingHash: text("listing_hash"),
    classifiedHash: text("classified_hash"),
    classifiedBy: text("classified_by"),
    /** `reachKey` of the record that the latest attempt was made for; null: before this was kept. */
    reachKey: text("reach_key"),
    /** When to look again although the record is the same; null: what the record pins cannot have changed. */
    dueAt: text("due_at"),
    /** Attempts since the last complete listing. */
    failures: integer().notNull().default(0),
    /** Milliseconds between two looks at a server whose tools may change under an unchanged record. */
    lookEveryMs: integer("look_every_ms"),
    /** What made the server list the last time, as the crawler gave it. */
    startPlan: text("start_plan", { mode: "json" }).$type<unknown>(),
  },
  (table) => [index("servers_listing").on(table.listingId)],
);

/** Where a server was heard of: `placeName` in crawler/sources.ts. */
export const serverSources = sqliteTable(
  "server_sources",
  {
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
    source: exactText().notNull(),
    firstSeenAt: text("first_seen_at").notNull(),
    lastSeenAt: text("last_seen_at").notNull(),
    /** What the source calls it, where that is another name than the server's here. */
    named: exactText(),
    /** When the source said that it is deleted there; null: it did not, or has it again. */
    withdrawnAt: text("withdrawn_at"),
  },
  (table) => [primaryKey({ columns: [table.serverId, table.source] }), index("server_sources_named").on(table.named)],
);

/** What a server can be told by in other sources: SHA-256 of each of `identitiesOf` its record. */
export const serverIdentities = sqliteTable(
  "server_identities",
  {
    identity: text().notNull(),
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
  },
  (table) => [
    primaryKey({ columns: [table.identity, table.serverId] }),
    index("server_identities_server").on(table.serverId),
  ],
);

/** How far a source that tells of changes was read: what changed there after `through` was not. */
export const sourcePasses = sqliteTable("source_passes", {
  /** `placeName` of the source, with a hash of what else its argument asks for. */
  source: exactText().primaryKey(),
  through: text().notNull(),
});

/** Packages that a record named or an attempt ran; `version` is "" where none was said. */
export const packages = sqliteTable(
  "packages",
  {
    id: integer().primaryKey(),
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
    registryType: exactText("registry_type").notNull(),
    identifier: exactText().notNull(),
    version: exactText().notNull(),
    integrity: exactText(),
    firstSeenAt: text("first_seen_at").notNull(),
    lastSeenAt: text("last_seen_at").notNull(),
  },
  (table) => [
    uniqueIndex("packages_identity").on(table.serverId, table.registryType, table.identifier, table.version),
    index("packages_identifier").on(table.identifier),
  ],
);

export const remotes = sqliteTable(
  "remotes",
  {
    id: integer().primaryKey(),
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
    type: exactText().notNull(),
    url: exactText().notNull(),
    firstSeenAt: text("first_seen_at").notNull(),
    lastSeenAt: text("last_seen_at").notNull(),
  },
  (table) => [
    uniqueIndex("remotes_identity").on(table.serverId, table.url, table.type),
    index("remotes_url").on(table.url),
  ],
);

/** Every try, whatever came of it. `key` is the hash of its content, so that saving it twice keeps it once. */
export const attempts = sqliteTable(
  "attempts",
  {
    id: integer().primaryKey(),
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
    key: text().notNull().unique(),
    source: exactText().notNull(),
    launcher: exactText().notNull(),
    sandbox: exactText(),
    registryType: exactText("registry_type"),
    identifier: exactText(),
    version: exactText(),
    integrity: exactText(),
    startedAt: text("started_at").notNull(),
    durationMs: real("duration_ms").notNull(),
    outcome: text().$type<Outcome>().notNull(),
    error: exactText(),
    doNext: exactText("do_next"),
    protocolVersion: exactText("protocol_version"),
    serverInfo: text("server_info", { mode: "json" }).$type<NonNullable<Attempt["serverInfo"]>>(),
    instructions: exactText(),
    toolCount: integer("tool_count").notNull(),
    /** Of these a null says: not told, or of before it was kept. */
    capabilities: text({ mode: "json" }).$type<NonNullable<Attempt["capabilities"]>>(),
    promptCount: integer("prompt_count"),
    resourceCount: integer("resource_count"),
    authorization: text({ mode: "json" }).$type<NonNullable<Attempt["authorization"]>>(),
    /** Ways of the same record that were tried besides; null also where there were none. */
    tried: text({ mode: "json" }).$type<NonNullable<Attempt["tried"]>>(),
    unstable: text({ mode: "json" }).$type<NonNullable<Attempt["unstable"]>>(),
    /** Who was behind the server by the record of this attempt; null: before this was kept. */
    origin: text({ mode: "json" }).$type<Origin>(),
  },
  (table) => [index("attempts_server").on(table.serverId, table.startedAt)],
);

/** What an attempt read that did not become the server's list: it was incomplete, or a newer listing was there. */
export const attemptTools = sqliteTable(
  "attempt_tools",
  {
    attemptId: integer("attempt_id")
      .notNull()
      .references(() => attempts.id),
    position: integer().notNull(),
    fingerprint: text()
      .notNull()
      .references(() => definitions.fingerprint),
  },
  (table) => [primaryKey({ columns: [table.attemptId, table.position] })],
);

/** Each definition once, as the first server that had it sent it. */
export const definitions = sqliteTable("definitions", {
  fingerprint: text().primaryKey(),
  raw: text().notNull(),
});

/**
 * A tool of a server over time, its current state beside it. Names may stand several times on one server:
 * `occurrence` counts them from 0. The verdict columns are those of `classificationId`, null until classified.
 */
export const tools = sqliteTable(
  "tools",
  {
    id: integer().primaryKey(),
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
    name: exactText().notNull(),
    occurrence: integer().notNull(),
    slug: text().notNull(),
    /** The place in the server's latest complete listing, from 0; null when removed. */
    position: integer(),
    fingerprint: text()
      .notNull()
      .references(() => definitions.fingerprint),
    /** The definition as this server sends it, where its keys come in another order than in `definitions`. */
    sentAs: text("sent_as"),
    firstSeenAt: text("first_seen_at").notNull(),
    lastSeenAt: text("last_seen_at").notNull(),
    /** When a complete listing lacked it. */
    removedAt: text("removed_at"),
    classificationId: integer("classification_id").references((): AnySQLiteColumn => classifications.id),
    category: text().$type<Category>(),
    risk: text().$type<Risk>(),
    confidence: real(),
  },
  (table) => [
    uniqueIndex("tools_identity").on(table.serverId, table.name, table.occurrence),
    uniqueIndex("tools_slug").on(table.serverId, table.slug),
    index("tools_by_slug").on(table.slug, table.id),
    index("tools_current").on(table.serverId, table.position),
    index("tools_verdict").on(table.category, table.risk, table.id),
    index("tools_fingerprint").on(table.fingerprint),
  ],
);

/** The history of a tool: one row for each unbroken span in which complete listings showed one definition. */
export const toolVersions = sqliteTable(
  "tool_versions",
  {
    id: integer().primaryKey(),
    toolId: integer("tool_id")
      .notNull()
      .references(() => tools.id),
    fingerprint: text()
      .notNull()
      .references(() => definitions.fingerprint),
    firstSeenAt: text("first_seen_at").notNull(),
    lastSeenAt: text("last_seen_at").notNull(),
    /** When a complete listing showed another definition or none; null: current. */
    removedAt: text("removed_at"),
    /** The attempt that showed it first. */
    attemptId: integer("attempt_id")
      .notNull()
      .references(() => attempts.id),
  },
  (table) => [index("tool_versions_tool").on(table.toolId, table.fingerprint)],
);

/** Verdicts, kept for each definition, set of siblings and classifier: what a tool can do depends on its siblings. */
export const classifications = sqliteTable(
  "classifications",
  {
    id: integer().primaryKey(),
    toolId: integer("tool_id")
      .notNull()
      .references(() => tools.id),
    fingerprint: text()
      .notNull()
      .references(() => definitions.fingerprint),
    /** `siblingsHash` of the definitions that were classified together. */
    siblings: text().notNull(),
    classifier: text().notNull(),
    record: text({ mode: "json" }).$type<Classification>().notNull(),
    savedAt: text("saved_at").notNull(),
  },
  (table) => [
    uniqueIndex("classifications_identity").on(table.toolId, table.fingerprint, table.siblings, table.classifier),
  ],
);

/** The capabilities of each tool's current classification. */
export const toolCapabilities = sqliteTable(
  "tool_capabilities",
  {
    capability: text().$type<Capability>().notNull(),
    toolId: integer("tool_id")
      .notNull()
      .references(() => tools.id),
  },
  (table) => [
    primaryKey({ columns: [table.capability, table.toolId] }),
    index("tool_capabilities_tool").on(table.toolId),
  ],
);

/** The decision on a classified tool, one for each profile. */
export const decisions = sqliteTable(
  "decisions",
  {
    classificationId: integer("classification_id")
      .notNull()
      .references(() => classifications.id),
    profile: exactText().notNull(),
    action: text().$type<Decision["action"]>().notNull(),
    record: text({ mode: "json" }).$type<Decision>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.classificationId, table.profile] })],
);

/** A crawl that is under way or was interrupted; its items are gone once it is finished. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: integer().primaryKey(),
    /** Hash of what is crawled, so that the same command goes on with it. */
    key: text().notNull(),
    /** The kinds alone: what is behind the colon may be a secret. */
    sources: text({ mode: "json" }).$type<string[]>().notNull(),
    createdAt: text("created_at").notNull(),
    finishedAt: text("finished_at"),
  },
  (table) => [index("jobs_key").on(table.key, table.finishedAt)],
);

/** One server to look at in a job. An item is done in the transaction that saves its attempt, so never without it. */
export const items = sqliteTable(
  "items",
  {
    id: integer().primaryKey(),
    jobId: integer("job_id")
      .notNull()
      .references(() => jobs.id),
    /** Hash of source and record: what a source names twice is looked at once. */
    key: text().notNull(),
    source: exactText().notNull(),
    server: exactText().notNull(),
    record: text({ mode: "json" }).$type<ServerRecord>().notNull(),
    state: text().$type<ItemState>().notNull(),
    /** How often it was taken; a give-back on purpose does not count. */
    tries: integer().notNull().default(0),
    takenBy: text("taken_by"),
    /** Until when it is its taker's alone. */
    takenUntil: text("taken_until"),
  },
  (table) => [
    uniqueIndex("items_identity").on(table.jobId, table.key),
    index("items_next").on(table.jobId, table.source, table.state, table.tries, table.id),
  ],
);

/** What changed on a server, graded by meaning, once for each pair of looks. The order of `id` is that of every feed. */
export const changes = sqliteTable(
  "changes",
  {
    id: integer().primaryKey(),
    serverId: integer("server_id")
      .notNull()
      .references(() => servers.id),
    /** When the listing began that showed it first, ISO 8601. */
    at: text().notNull(),
    level: text().$type<Change["level"]>().notNull(),
    record: text({ mode: "json" }).$type<Change>().notNull(),
  },
  (table) => [index("changes_server").on(table.serverId, table.id)],
);

/**
 * How far the history of a server was graded: the attempt that was saved last of those that were compared. Ids grow in the
 * order of saving, whatever the clock says.
 */
export const changeMarks = sqliteTable("change_marks", {
  serverId: integer("server_id")
    .primaryKey()
    .references(() => servers.id),
  attemptId: integer("attempt_id")
    .notNull()
    .references(() => attempts.id),
});

/** One row for each kind of scheduled run: the latest of them, which may be under way. */
export const schedules = sqliteTable("schedules", {
  kind: exactText().primaryKey(),
  /** When the latest run was due by its schedule. */
  plannedAt: text("planned_at").notNull(),
  startedAt: text("started_at").notNull(),
  takenBy: text("taken_by"),
  /** Until when it counts as under way without a word of its taker. */
  takenUntil: text("taken_until"),
});

/** The condition of every count and list of what is there now. */
export const isCurrent = sql`${tools.removedAt} is null`;
