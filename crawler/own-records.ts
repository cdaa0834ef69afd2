import type { ServerRecord } from "../db/records/server.ts";

/** Records that this process alone can start as they were meant: what makes them so is kept in memory and stored nowhere. */
const own = new WeakSet<ServerRecord>();

/** Notes that more belongs to the record than it says: a command line, a file or headers of the user's own. */
export const markOwn = (record: ServerRecord): ServerRecord => {
  own.add(record);
  return record;
};

/** Whether the record is lost when it is written down and read again. */
export const isOwn = (record: ServerRecord): boolean => own.has(record);
