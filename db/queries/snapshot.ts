import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Db } from "../database.ts";
import { explainError } from "../database-error.ts";

/**
 * Writes a consistent copy of the whole database to `file`, an embedded database whatever this one is, replacing one that is there, while others go on writing to
 * the original. The copy appears whole or not at all. Throws a `DatabaseError`.
 */
export const snapshotDatabase = async (db: Db, file: string): Promise<void> => {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    await db.copyTo(unfinished);
    // What a reader of an earlier copy left beside it does not belong to this one.
    for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
    renameSync(unfinished, file);
  } catch (error) {
    throw explainError(error, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
};
