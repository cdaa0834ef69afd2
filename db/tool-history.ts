import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { batchesOf, bySize, placeOf, valuesOf } from "./batches.ts";
import type { Db, Orm } from "./database.ts";
import { servers, toolCapabilities, tools, toolVersions } from "./schema.ts";
import { siblingsHash } from "./siblings.ts";
import { freeSlug } from "./slug.ts";

/** A tool as one listing showed it. `sentAs`: its raw JSON, where the definition is stored with another key order. */
export interface SeenTool {
  name: string;
  fingerprint: string;
  raw: string;
  sentAs: string | null;
}

interface KnownTool {
  id: number;
  name: string;
  occurrence: number;
  slug: string;
  position: number | null;
  fingerprint: string;
  sentAs: string | null;
  removedAt: string | null;
}

interface Listing {
  serverId: number;
  attemptId: number;
  /** When the listing was made, ISO 8601. */
  at: string;
  /** All tools of the server, in its order. */
  seen: readonly SeenTool[];
}

const toolsOf = (orm: Orm) =>
  orm
    .select({
      id: tools.id,
      name: tools.name,
      occurrence: tools.occurrence,
      slug: tools.slug,
      position: tools.position,
      fingerprint: tools.fingerprint,
      sentAs: tools.sentAs,
      removedAt: tools.removedAt,
    })
    .from(tools)
    .where(eq(tools.serverId, sql.placeholder("serverId")))
    .orderBy(tools.occurrence)
    .prepare();
const insertTools = bySize((orm: Orm, size) =>
  orm
    .insert(tools)
    .values(
      Array.from({ length: size }, (_, n) => ({
        serverId: sql.placeholder(placeOf("serverId", n)),
        name: sql.placeholder(placeOf("name", n)),
        occurrence: sql.placeholder(placeOf("occurrence", n)),
        slug: sql.placeholder(placeOf("slug", n)),
        position: sql.placeholder(placeOf("position", n)),
        fingerprint: sql.placeholder(placeOf("fingerprint", n)),
        sentAs: sql.placeholder(placeOf("sentAs", n)),
        firstSeenAt: sql.placeholder(placeOf("at", n)),
        lastSeenAt: sql.placeholder(placeOf("at", n)),
      })),
    )
    .returning({ id: tools.id, slug: tools.slug })
    .prepare(),
);
const insertVersions = bySize((orm: Orm, size) =>
  orm
    .insert(toolVersions)
    .values(
      Array.from({ length: size }, (_, n) => ({
        toolId: sql.placeholder(placeOf("toolId", n)),
        fingerprint: sql.placeholder(placeOf("fingerprint", n)),
        firstSeenAt: sql.placeholder(placeOf("at", n)),
        lastSeenAt: sql.placeholder(placeOf("at", n)),
        attemptId: sql.placeholder(placeOf("attemptId", n)),
      })),
    )
    .prepare(),
);

/**
 * Says which known tool each seen one is. Names may stand several times: one with the same definition is the same tool
 * first, then one that is still listed, then one that was removed, each in the order of their occurrences.
 */
const match = (known: readonly KnownTool[], seen: readonly SeenTool[]): (KnownTool | undefined)[] => {
  const free = Map.groupBy(known, (tool) => tool.name);
  const take = (name: string, fits: (tool: KnownTool) => boolean): KnownTool | undefined => {
    const candidates = free.get(name) ?? [];
    const at = candidates.findIndex(fits);
    return at < 0 ? undefined : candidates.splice(at, 1)[0];
  };
  const matched = seen.map((tool) =>
    take(tool.name, (one) => one.removedAt === null && one.fingerprint === tool.fingerprint),
  );
  return seen.map(
    (tool, at) => matched[at] ?? take(tool.name, (one) => one.removedAt === null) ?? take(tool.name, () => true),
  );
};

/** The verdict of a definition says nothing about its successor. */
const NO_VERDICT = { classificationId: null, category: null, risk: null, confidence: null };

const endVersion = async (db: Db, toolId: number, at: string): Promise<void> => {
  await db.orm
    .update(toolVersions)
    .set({ removedAt: at })
    .where(and(eq(toolVersions.toolId, toolId), isNull(toolVersions.removedAt)))
    .run();
};

const updateTool = async (
  db: Db,
  old: KnownTool,
  now: SeenTool,
  position: number,
  { at, attemptId }: Listing,
): Promise<void> => {
  const changed = old.fingerprint !== now.fingerprint;
  if (changed || old.removedAt !== null) {
    await endVersion(db, old.id, at);
    const version = { toolId: old.id, fingerprint: now.fingerprint, at, attemptId };
    await db.prepared(insertVersions(1)).run(valuesOf([version]));
  }
  if (changed) await db.orm.delete(toolCapabilities).where(eq(toolCapabilities.toolId, old.id)).run();
  if (changed || old.removedAt !== null || old.position !== position || old.sentAs !== now.sentAs) {
    const { fingerprint, sentAs } = now;
    await db.orm
      .update(tools)
      .set({ fingerprint, sentAs, position, removedAt: null, ...(changed ? NO_VERDICT : {}) })
      .where(eq(tools.id, old.id))
      .run();
  }
};

/**
 * Makes a complete listing the server's current one, inside a transaction: new tools are added, changed ones get a new
 * version, and those that it lacks are removed, which means marked. Nothing is deleted.
 */
export const mergeListing = async (db: Db, listing: Listing): Promise<void> => {
  const { serverId, attemptId, at, seen } = listing;
  const known = await db.prepared(toolsOf).all({ serverId });
  const matched = match(known, seen);
  const slugs = new Set(known.map((tool) => tool.slug));
  const occurrences = new Map<string, number>();
  for (const tool of known) occurrences.set(tool.name, tool.occurrence + 1);

  const kept = new Set(matched);
  for (const gone of known.filter((tool) => tool.removedAt === null && !kept.has(tool))) {
    await endVersion(db, gone.id, at);
    await db.orm.update(tools).set({ removedAt: at, position: null }).where(eq(tools.id, gone.id)).run();
  }
  const added: (Omit<KnownTool, "id" | "removedAt"> & { serverId: number; at: string })[] = [];
  for (const [position, tool] of seen.entries()) {
    const old = matched[position];
    if (old) {
      await updateTool(db, old, tool, position, listing);
      continue;
    }
    const { name, fingerprint, sentAs } = tool;
    const occurrence = occurrences.get(name) ?? 0;
    occurrences.set(name, occurrence + 1);
    const slug = await freeSlug(name, `${name}\n${occurrence}`, (taken) => slugs.has(taken));
    slugs.add(slug);
    added.push({ serverId, name, occurrence, slug, position, fingerprint, sentAs, at });
  }
  for (const batch of batchesOf(added)) {
    const rows = await db.prepared(insertTools(batch.length)).all(valuesOf(batch));
    // The database need not give the rows in the order in which they were written.
    const ids = new Map(rows.map(({ id, slug }) => [slug, id]));
    const versions = batch.map(({ slug, fingerprint }) => ({ toolId: ids.get(slug), fingerprint, at, attemptId }));
    await db.prepared(insertVersions(batch.length)).run(valuesOf(versions));
  }
  // A clock that was put back must not make a span end before it began.
  const set = { lastSeenAt: sql`case when first_seen_at > ${at} then first_seen_at else ${at} end` };
  const current = db.orm
    .select({ id: tools.id })
    .from(tools)
    .where(and(eq(tools.serverId, serverId), isNull(tools.removedAt)));
  await db.orm
    .update(toolVersions)
    .set(set)
    .where(and(isNull(toolVersions.removedAt), inArray(toolVersions.toolId, current)))
    .run();
  await db.orm
    .update(tools)
    .set(set)
    .where(and(eq(tools.serverId, serverId), isNull(tools.removedAt)))
    .run();
  const listingHash = siblingsHash(seen.map((tool) => tool.fingerprint));
  await db.orm
    .update(servers)
    .set({ lastSeenAt: at, listingId: attemptId, listingHash })
    .where(eq(servers.id, serverId))
    .run();
};
