import { eq } from "drizzle-orm";
import { type Db, reading } from "../database.ts";
import { LONGEST_WAIT_MS } from "../look-again.ts";
import { reachKey } from "../reach-key.ts";
import type { ServerRecord } from "../records/server.ts";
import { attempts, servers } from "../schema.ts";

/** Whether to look at a server now, and why (not). */
export type Planned =
  | { look: true; because: "new" | "changed" | "due" }
  | { look: false; because: "unchanged" }
  | { look: false; because: "not due"; dueAt: string };

export interface Planner {
  /** Whether to look at the record's server now. */
  decide(record: ServerRecord): Planned;
  /** What made the server list the last time, as it was saved with the attempt; null where nothing is known. */
  planBefore(record: ServerRecord): unknown;
}

/**
 * Plans an increment at the time `now`: a record is looked at when its server is new, when what it says of packages,
 * versions, arguments, variables or remotes is not what the latest attempt was made for, or when a look at the same
 * record is due again. Reads what is known once: about 200 bytes a server in memory.
 */
export const planner = async (db: Db, now: Date = new Date()): Promise<Planner> => {
  const rows = await reading(db, async () =>
    db.orm
      .select({
        name: servers.name,
        reachKey: servers.reachKey,
        dueAt: servers.dueAt,
        startPlan: servers.startPlan,
        triedAt: attempts.startedAt,
      })
      .from(servers)
      .innerJoin(attempts, eq(attempts.id, servers.latestAttemptId))
      .all(),
  );
  const known = new Map(rows.map(({ name, ...row }) => [name, row]));
  const at = now.toISOString();
  const farAway = new Date(now.getTime() + LONGEST_WAIT_MS).toISOString();
  const decide = (record: ServerRecord): Planned => {
    const before = known.get(record.name);
    if (!before) return { look: true, because: "new" };
    if (before.reachKey !== reachKey(record)) return { look: true, because: "changed" };
    // What a clock that ran ahead has written says nothing of when to look.
    if (before.triedAt > at) return { look: true, because: "due" };
    if (before.dueAt === null) return { look: false, because: "unchanged" };
    if (before.dueAt <= at || before.dueAt > farAway) return { look: true, because: "due" };
    return { look: false, because: "not due", dueAt: before.dueAt };
  };
  return { decide, planBefore: (record) => known.get(record.name)?.startPlan ?? null };
};
