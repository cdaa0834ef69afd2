import { DatabaseSync } from "node:sqlite";
import { type Counted, type Counters, NOTHING_TO_RELEASE, type Reservation, WINDOW_MS } from "../counters.ts";

/** How many reservations lie between two clean-ups of calls older than the longest window. */
const CLEAN_UP_EVERY = 1_000;

/** How long to wait for another guard on the same file. */
const BUSY_MS = 5_000;

/**
 * Counters in a SQLite file of their own, so that they outlive the process, and shared by all guards that use the file
 * and name the same grant. Each reservation is one transaction that holds the write lock from its first read, so no two
 * can take the last place. Written with WAL and synchronous NORMAL: nothing is lost when the process is killed; a power
 * failure may lose the last moments.
 */
export class DurableCounters implements Counters {
  readonly #db: DatabaseSync;
  readonly #grant: string;
  readonly #statements: Record<"count" | "insert" | "remove" | "cleanUp", ReturnType<DatabaseSync["prepare"]>>;
  #reservations = 0;

  /** Opens or creates the file. Throws what SQLite says of a file that is none. */
  constructor(path: string, grant: string) {
    this.#grant = grant;
    this.#db = new DatabaseSync(path, { timeout: BUSY_MS });
    this.#db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS calls (
        id INTEGER PRIMARY KEY, grant_name TEXT NOT NULL, counter TEXT NOT NULL, at INTEGER NOT NULL
      );
      CREATE INDEX IF NOT EXISTS calls_by_counter ON calls (grant_name, counter, at);
      CREATE INDEX IF NOT EXISTS calls_by_time ON calls (at);
    `);
    this.#statements = {
      count: this.#db.prepare(
        "SELECT count(*) AS taken FROM (SELECT 1 FROM calls WHERE grant_name = ? AND counter = ? AND at > ? LIMIT ?)",
      ),
      insert: this.#db.prepare("INSERT INTO calls (grant_name, counter, at) VALUES (?, ?, ?)"),
      remove: this.#db.prepare("DELETE FROM calls WHERE id = ?"),
      cleanUp: this.#db.prepare("DELETE FROM calls WHERE at <= ?"),
    };
  }

  reserve(limits: Counted[], at: number): Reservation {
    if (limits.length === 0) return { release: NOTHING_TO_RELEASE };
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const full = limits.find((counted) => this.#isFull(counted, at));
      const ids = full ? [] : this.#take(limits, at);
      this.#db.exec("COMMIT");
      if (full) return { full, release: NOTHING_TO_RELEASE };
      return { release: () => this.#release(ids) };
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  #isFull({ limit: { counter, window, max } }: Counted, at: number): boolean {
    const row = this.#statements.count.get(this.#grant, counter, at - WINDOW_MS[window], max);
    return Number(row?.taken) >= max;
  }

  #take(limits: Counted[], at: number): (number | bigint)[] {
    this.#reservations++;
    if (this.#reservations % CLEAN_UP_EVERY === 0) this.#statements.cleanUp.run(at - WINDOW_MS.day);
    const counters = new Set(limits.map(({ limit }) => limit.counter));
    return [...counters].map((counter) => this.#statements.insert.run(this.#grant, counter, at).lastInsertRowid);
  }

  #release(ids: (number | bigint)[]): void {
    for (const id of ids) this.#statements.remove.run(id);
  }
}
