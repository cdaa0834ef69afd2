import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { type Db, type Orm, writing } from "../database.ts";
import { DatabaseError } from "../database-error.ts";
import type { Classification } from "../records/classification.ts";
import type { Decision } from "../records/policy.ts";
import { classifications, decisions, servers, toolCapabilities, tools, toolVersions } from "../schema.ts";
import { siblingsHash } from "../siblings.ts";

/** The profile of decisions that are saved without one. */
export const DEFAULT_PROFILE = "recommended";

/** A bare placeholder would not be encoded as its column is. */
const toolsWith = (orm: Orm) =>
  orm
    .selectDistinct({ id: tools.id, occurrence: tools.occurrence, current: tools.fingerprint })
    .from(tools)
    .innerJoin(toolVersions, eq(toolVersions.toolId, tools.id))
    .where(
      and(
        eq(tools.serverId, sql.placeholder("serverId")),
        eq(tools.name, sql.param(sql.placeholder("name"), tools.name)),
        eq(toolVersions.fingerprint, sql.placeholder("fingerprint")),
      ),
    )
    .orderBy(asc(tools.occurrence))
    .prepare();
const upsertClassification = (orm: Orm) =>
  orm
    .insert(classifications)
    .values({
      toolId: sql.placeholder("toolId"),
      fingerprint: sql.placeholder("fingerprint"),
      siblings: sql.placeholder("siblings"),
      classifier: sql.placeholder("classifier"),
      record: sql.placeholder("record"),
      savedAt: sql.placeholder("savedAt"),
    })
    .onConflictDoUpdate({
      target: [
        classifications.toolId,
        classifications.fingerprint,
        classifications.siblings,
        classifications.classifier,
      ],
      set: { record: sql`excluded.record`, savedAt: sql`excluded.saved_at` },
    })
    .returning({ id: classifications.id })
    .prepare();
const upsertDecision = (orm: Orm) =>
  orm
    .insert(decisions)
    .values({
      classificationId: sql.placeholder("classificationId"),
      profile: sql.placeholder("profile"),
      action: sql.placeholder("action"),
      record: sql.placeholder("record"),
    })
    .onConflictDoUpdate({
      target: [decisions.classificationId, decisions.profile],
      set: { action: sql`excluded.action`, record: sql`excluded.record` },
    })
    .prepare();
const dropCapabilities = (orm: Orm) =>
  orm
    .delete(toolCapabilities)
    .where(eq(toolCapabilities.toolId, sql.placeholder("toolId")))
    .prepare();
const addCapability = (orm: Orm) =>
  orm
    .insert(toolCapabilities)
    .values({ capability: sql.placeholder("capability"), toolId: sql.placeholder("toolId") })
    .onConflictDoNothing()
    .prepare();

/** The name under which a classifier's verdicts are kept apart from those of others: "METHOD VERSION". */
export const classifierName = ({ method, version }: Classification["classifier"]): string => `${method} ${version}`;

const makeCurrent = async (
  db: Db,
  toolId: number,
  classificationId: number,
  verdict: Classification,
): Promise<void> => {
  const { category, risk, confidence } = verdict;
  await db.orm.update(tools).set({ classificationId, category, risk, confidence }).where(eq(tools.id, toolId)).run();
  await db.prepared(dropCapabilities).run({ toolId });
  for (const capability of verdict.capabilities) await db.prepared(addCapability).run({ capability, toolId });
};

/**
 * Saves what one classifier says of a server's tools, and with it the decisions of `profile`, in one transaction. Give
 * all tools of one listing at once, since they are judged together. A decision belongs to the classification of its
 * tool's name; where several have one name, to the next of them, in order. A verdict on a definition that is no
 * longer current is kept as history. Saving again replaces. Throws a `DatabaseError` for a server or tool that was
 * never listed.
 */
export const saveClassifications = async (
  db: Db,
  server: string,
  verdicts: readonly Classification[],
  decided: readonly Decision[] = [],
  profile: string = DEFAULT_PROFILE,
): Promise<void> => {
  const siblings = siblingsHash(verdicts.map((verdict) => verdict.fingerprint));
  const byName = Map.groupBy(decided, (decision) => decision.tool);
  const savedAt = new Date().toISOString();
  const unknown = (what: string): DatabaseError =>
    new DatabaseError("failed", db.file, `${db.file}: ${what} was never listed: crawl the server first`);

  await writing(db, async () => {
    const row = await db.orm
      .select({ id: servers.id, listingHash: servers.listingHash })
      .from(servers)
      .where(eq(servers.name, server))
      .get();
    if (!row) throw unknown(`the server ${server}`);
    const used = new Map<string, number>();
    for (const verdict of verdicts) {
      const { tool: name, fingerprint } = verdict;
      const candidates = await db.prepared(toolsWith).all({ serverId: row.id, name, fingerprint });
      // Tools of one name and one definition are told apart by their order alone.
      const key = `${fingerprint} ${name}`;
      const turn = used.get(key) ?? 0;
      used.set(key, turn + 1);
      const tool = candidates[turn] ?? candidates.at(-1);
      if (!tool) throw unknown(`the tool ${name} of ${server} with the fingerprint ${fingerprint}`);
      const { id: classificationId } = await db.prepared(upsertClassification).get({
        toolId: tool.id,
        fingerprint,
        siblings,
        classifier: classifierName(verdict.classifier),
        record: verdict,
        savedAt,
      });
      if (tool.current === fingerprint) await makeCurrent(db, tool.id, classificationId, verdict);
      const queue = byName.get(name) ?? [];
      const decision = queue.length > 1 ? queue.shift() : queue[0];
      if (decision) {
        await db.prepared(upsertDecision).run({ classificationId, profile, action: decision.action, record: decision });
      }
    }
    const [first] = verdicts;
    if (siblings === row.listingHash) {
      const classifiedBy = first ? classifierName(first.classifier) : null;
      await db.orm
        .update(servers)
        .set({ classifiedHash: siblings, classifiedBy })
        .where(and(eq(servers.id, row.id), isNull(servers.retiredAt)))
        .run();
    }
  });
};
