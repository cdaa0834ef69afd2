import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { batchesOf, bySize, placeOf, valuesOf } from "../batches.ts";
import { type Db, type Orm, writing } from "../database.ts";
import { DatabaseError } from "../database-error.ts";
import type { Classification } from "../records/classification.ts";
import type { Decision } from "../records/policy.ts";
import { classifications, decisions, servers, toolCapabilities, tools, toolVersions } from "../schema.ts";
import { siblingsHash } from "../siblings.ts";

/** The profile of decisions that are saved without one. */
export const DEFAULT_PROFILE = "recommended";

/** Every definition that a tool of the server had. */
const toolsOf = (orm: Orm) =>
  orm
    .selectDistinct({
      id: tools.id,
      name: tools.name,
      occurrence: tools.occurrence,
      current: tools.fingerprint,
      fingerprint: toolVersions.fingerprint,
    })
    .from(tools)
    .innerJoin(toolVersions, eq(toolVersions.toolId, tools.id))
    .where(eq(tools.serverId, sql.placeholder("serverId")))
    .orderBy(asc(tools.occurrence))
    .prepare();
const upsertClassifications = bySize((orm: Orm, size) =>
  orm
    .insert(classifications)
    .values(
      Array.from({ length: size }, (_, n) => ({
        toolId: sql.placeholder(placeOf("toolId", n)),
        fingerprint: sql.placeholder(placeOf("fingerprint", n)),
        siblings: sql.placeholder(placeOf("siblings", n)),
        classifier: sql.placeholder(placeOf("classifier", n)),
        record: sql.placeholder(placeOf("record", n)),
        savedAt: sql.placeholder(placeOf("savedAt", n)),
      })),
    )
    .onConflictDoUpdate({
      target: [
        classifications.toolId,
        classifications.fingerprint,
        classifications.siblings,
        classifications.classifier,
      ],
      set: { record: sql`excluded.record`, savedAt: sql`excluded.saved_at` },
    })
    .returning({
      id: classifications.id,
      toolId: classifications.toolId,
      fingerprint: classifications.fingerprint,
      classifier: classifications.classifier,
    })
    .prepare(),
);
const upsertDecisions = bySize((orm: Orm, size) =>
  orm
    .insert(decisions)
    .values(
      Array.from({ length: size }, (_, n) => ({
        classificationId: sql.placeholder(placeOf("classificationId", n)),
        profile: sql.placeholder(placeOf("profile", n)),
        action: sql.placeholder(placeOf("action", n)),
        record: sql.placeholder(placeOf("record", n)),
      })),
    )
    .onConflictDoUpdate({
      target: [decisions.classificationId, decisions.profile],
      set: { action: sql`excluded.action`, record: sql`excluded.record` },
    })
    .prepare(),
);
/** Only PostgreSQL needs the types, and takes them from the first row; both know these names of them. */
const verdictRow = (n: number) =>
  sql`(cast(${sql.placeholder(placeOf("toolId", n))} as bigint), cast(${sql.placeholder(placeOf("classificationId", n))} as bigint),
    ${sql.placeholder(placeOf("category", n))}, ${sql.placeholder(placeOf("risk", n))}, cast(${sql.placeholder(placeOf("confidence", n))} as double precision))`;
const makeCurrent = bySize((orm: Orm, size) =>
  orm
    .update(tools)
    .set({
      classificationId: sql`verdict.column2`,
      category: sql`verdict.column3`,
      risk: sql`verdict.column4`,
      confidence: sql`verdict.column5`,
    })
    .from(
      sql`(values ${sql.join(
        Array.from({ length: size }, (_, n) => verdictRow(n)),
        sql`, `,
      )}) as verdict`,
    )
    .where(eq(tools.id, sql`verdict.column1`))
    .prepare(),
);
const dropCapabilities = bySize((orm: Orm, size) =>
  orm
    .delete(toolCapabilities)
    .where(
      inArray(
        toolCapabilities.toolId,
        Array.from({ length: size }, (_, n) => sql.placeholder(placeOf("toolId", n))),
      ),
    )
    .prepare(),
);
const addCapabilities = bySize((orm: Orm, size) =>
  orm
    .insert(toolCapabilities)
    .values(
      Array.from({ length: size }, (_, n) => ({
        capability: sql.placeholder(placeOf("capability", n)),
        toolId: sql.placeholder(placeOf("toolId", n)),
      })),
    )
    .onConflictDoNothing()
    .prepare(),
);

/** The name under which a classifier's verdicts are kept apart from those of others: "METHOD VERSION". */
export const classifierName = ({ method, version }: Classification["classifier"]): string => `${method} ${version}`;

/** A verdict with the tool that it is on, and the decision that goes with it. */
interface Judged {
  tool: { id: number; current: string };
  verdict: Classification;
  decision: Decision | undefined;
}

const store = async (
  db: Db,
  judged: readonly Judged[],
  { siblings, profile }: { siblings: string; profile: string },
): Promise<void> => {
  const savedAt = new Date().toISOString();
  const keyOf = (toolId: number, fingerprint: string, classifier: string): string =>
    `${toolId} ${fingerprint} ${classifier}`;
  // One row each: a statement may not write a row twice, and the later of two verdicts on one counts.
  const rows = new Map<string, Judged & { classifier: string }>();
  for (const one of judged) {
    const classifier = classifierName(one.verdict.classifier);
    rows.set(keyOf(one.tool.id, one.verdict.fingerprint, classifier), { ...one, classifier });
  }
  const ids = new Map<string, number>();
  for (const batch of batchesOf([...rows.values()])) {
    const values = batch.map(({ tool, verdict, classifier }) => ({
      toolId: tool.id,
      fingerprint: verdict.fingerprint,
      siblings,
      classifier,
      record: verdict,
      savedAt,
    }));
    const saved = await db.prepared(upsertClassifications(batch.length)).all(valuesOf(values));
    for (const { id, toolId, fingerprint, classifier } of saved) ids.set(keyOf(toolId, fingerprint, classifier), id);
  }
  const saved = [...rows].map(([key, row]) => ({ ...row, classificationId: ids.get(key) as number }));
  const current = new Map(
    saved
      .filter(({ tool, verdict }) => tool.current === verdict.fingerprint)
      .map(({ tool, verdict, classificationId }) => [tool.id, { verdict, classificationId }]),
  );
  const shown = [...current].map(([toolId, { verdict, classificationId }]) => {
    const { category, risk, confidence } = verdict;
    return { toolId, classificationId, category, risk, confidence };
  });
  for (const batch of batchesOf(shown)) {
    await db.prepared(makeCurrent(batch.length)).run(valuesOf(batch));
    await db.prepared(dropCapabilities(batch.length)).run(valuesOf(batch.map(({ toolId }) => ({ toolId }))));
  }
  const capabilities = [...current].flatMap(([toolId, { verdict }]) =>
    verdict.capabilities.map((capability) => ({ capability, toolId })),
  );
  for (const batch of batchesOf(capabilities)) await db.prepared(addCapabilities(batch.length)).run(valuesOf(batch));
  const decided = saved.flatMap(({ classificationId, decision }) =>
    decision ? [{ classificationId, profile, action: decision.action, record: decision }] : [],
  );
  for (const batch of batchesOf(decided)) await db.prepared(upsertDecisions(batch.length)).run(valuesOf(batch));
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
  const unknown = (what: string): DatabaseError =>
    new DatabaseError("failed", db.file, `${db.file}: ${what} was never listed: crawl the server first`);

  await writing(db, async () => {
    const row = await db.orm
      .select({ id: servers.id, listingHash: servers.listingHash })
      .from(servers)
      .where(eq(servers.name, server))
      .get();
    if (!row) throw unknown(`the server ${server}`);
    const candidates = Map.groupBy(
      await db.prepared(toolsOf).all({ serverId: row.id }),
      ({ fingerprint, name }) => `${fingerprint} ${name}`,
    );
    const used = new Map<string, number>();
    const judged = verdicts.map((verdict): Judged => {
      const { tool: name, fingerprint } = verdict;
      // Tools of one name and one definition are told apart by their order alone.
      const key = `${fingerprint} ${name}`;
      const turn = used.get(key) ?? 0;
      used.set(key, turn + 1);
      const same = candidates.get(key);
      const tool = same?.[turn] ?? same?.at(-1);
      if (!tool) throw unknown(`the tool ${name} of ${server} with the fingerprint ${fingerprint}`);
      const queue = byName.get(name) ?? [];
      return { tool, verdict, decision: queue.length > 1 ? queue.shift() : queue[0] };
    });
    await store(db, judged, { siblings, profile });
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
