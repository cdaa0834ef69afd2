import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Db } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { openSqlite, type SqliteOptions } from "./sqlite.ts";

export type { Db } from "./database.ts";

export interface OpenOptions extends SqliteOptions {
  /**
   * The address of a PostgreSQL database, `postgres://user:password@host/name`, to be used instead of a file. Without it
   * and without `file`, TOOLRISK_DATABASE of the environment is taken where it is set.
   */
  url?: string;
  /** Another file than `<home>/toolrisk.db`, such as a snapshot. */
  file?: string;
  /** Milliseconds that a transaction that writes may stand still on PostgreSQL; for tests. */
  silentMs?: number;
}

/** The embedded database of the working folder `home`. */
export const databaseFile = (home: string): string => join(home, "toolrisk.db");

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether a sign in a user or password ends the host's name too early, so that the rest of the password, which everything
 * shows as the database's name, comes before an @ where none can be.
 */
const isMisread = (url: string): boolean => {
  const rest = url.replace(/^[a-z]+:\/\//, "");
  const end = rest.search(/[/?#]/);
  return end >= 0 && /^(?:[/#][^?]*|\?[^=]*)@/.test(rest.slice(end));
};

/** `url`, when it can be the address of a PostgreSQL database; throws a `DatabaseError` that does not repeat it. */
export const postgresAddress = (url: string): string => {
  const isAddress = /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
  // The driver and whatever shows the address decode its parts.
  if (isAddress && isDecodable(url) && !isMisread(url)) return url;
  const message = isMisread(url)
    ? "the address of a database cannot be read: a / in it that is part of a user or password is written %2F, a ? %3F, a # %23"
    : isAddress
      ? "the address of a database cannot be read: a % in it that is part of a user, password or name is written %25"
      : "the address of a database begins with postgres://, as in postgres://user:password@host/name";
  throw new DatabaseError("cannot-open", "TOOLRISK_DATABASE", message);
};

const makeHome = (home: string): void => {
  try {
    // What a crawl keeps may name private servers, so the folder is its owner's alone.
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = `${home}: the folder cannot be made (${(cause as Error).message}): name another with TOOLRISK_HOME`;
    throw new DatabaseError("cannot-open", databaseFile(home), message, { cause });
  }
};

/**
 * Opens the PostgreSQL database at `options.url`, or the embedded one of the working folder `home`; makes the folder
 * (mode 0700) and the database where they are missing, and applies what migrations it lacks. Throws a `DatabaseError` that says what to do.
 */
export const openDatabase = async (home: string, options: OpenOptions = {}): Promise<Db> => {
  const { url = options.file === undefined ? process.env.TOOLRISK_DATABASE || undefined : undefined } = options;
  if (url !== undefined) {
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(postgresAddress(url), options);
  }
  const { file = databaseFile(home), ...rest } = options;
  if (!options.readOnly) makeHome(home);
  return openSqlite(file, rest);
};

/** Closes the database; the handle cannot be used afterwards. */
export const closeDatabase = async (db: Db): Promise<void> => db.close();
