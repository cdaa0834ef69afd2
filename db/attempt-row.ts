import type { Attempt } from "./records/attempt.ts";
import type { attempts } from "./schema.ts";

/** The `Attempt` record of a stored row. */
export const attemptOf = (server: string, row: typeof attempts.$inferSelect): Attempt => {
  const { id: _id, serverId: _serverId, key: _key, origin: _origin, ...kept } = row;
  const { sandbox, capabilities, promptCount, resourceCount, authorization, tried, unstable, ...fields } = kept;
  // Absent in a record is null in a row.
  const optional = { sandbox, capabilities, promptCount, resourceCount, authorization, tried, unstable };
  const told = Object.entries(optional).filter(([, value]) => value !== null);
  return { server, ...fields, ...Object.fromEntries(told) };
};
