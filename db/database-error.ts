/**
 * What went wrong with the database, by what a person can do about it. "interrupted": the connection was lost in the middle
 * of a transaction, before its end was asked for, so nothing of it was kept and it can be tried again.
 */
export type DatabaseProblem =
  | "cannot-open"
  | "not-a-database"
  | "corrupt"
  | "locked"
  | "interrupted"
  | "read-only"
  | "disk-full"
  | "newer"
  | "not-migrated"
  | "failed";

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that a person can do something about. */
const PROBLEMS: Record<number, [DatabaseProblem, string]> = {
  5: ["locked", "another process holds it; wait until that one is done, or stop it, and try again"],
  6: ["locked", "another process holds it; wait until that one is done, or stop it, and try again"],
  8: ["read-only", "make the file and its folder writable, or name another folder with TOOLRISK_HOME"],
  10: ["failed", "the disk could not be read or written; check it and its free space, then try again"],
  11: ["corrupt", "its content is damaged; move the file away (a new one is made) or restore a copy"],
  13: ["disk-full", "free some space on that disk and try again; nothing half-done was kept"],
  14: ["cannot-open", "check that the folder exists and can be written, or name another with TOOLRISK_HOME"],
  26: ["not-a-database", "move that file away (a new one is made), or name another folder with TOOLRISK_HOME"],
};

/** An error of the database that says what happened, where, and what to do. `cause` is the driver's error. */
export class DatabaseError extends Error {
  override name = "DatabaseError";
  readonly problem: DatabaseProblem;
  readonly file: string;

  constructor(problem: DatabaseProblem, file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
    this.file = file;
  }
}

const sqliteErrorIn = (error: unknown): { errcode: number; message: string } | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("errcode" in at && typeof at.errcode === "number") return { errcode: at.errcode, message: at.message };
  }
  return undefined;
};

/** The error to throw for `error`: a `DatabaseError` where SQLite is its cause, else the error as it is. */
export const explainError = (error: unknown, file: string): unknown => {
  if (error instanceof DatabaseError) return error;
  const found = sqliteErrorIn(error);
  if (!found) return error;
  // The low byte of an extended result code is its primary code.
  const [problem, remedy] = PROBLEMS[found.errcode & 0xff] ?? ["failed", "this is a defect of toolrisk; report it"];
  return new DatabaseError(problem, file, `${file}: ${found.message}: ${remedy}`, { cause: error });
};
