import type { Attempt } from "./records/attempt.ts";
import type { attempts } from "./schema.ts";

/** The `Attempt` record of a stored row. */
export const attemptOf = (server: string, row: typeof attempts.$inferSelect): Attempt => {
  const { id: _id, serverId: _serverId, key: _key, origin: _origin, sandbox, ...fields } = row;
  return { server, ...fields, ...(sandbox === null ? {} : { sandbox }) };
};
