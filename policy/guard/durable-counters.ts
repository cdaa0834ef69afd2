import { DatabaseSync } from "node:sqlite";
import { type Counted, type Counters, NOTHING_TO_RELEASE, type Reservation, WINDOW_MS } from "../counters.ts";

/** How many reservations lie between two clean-ups of calls older than the longest window. */
const CLEAN_UP_EVERY = 1_000;

/** How long to wait for another guard on the same file. */
const BUSY_MS = 5_000;

const TABLES = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, grant_name TEXT NOT NULL, counter TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS calls_by_counter ON calls (grant_name, counter, at, number);
  CREATE INDEX IF NOT EXISTS calls_by_time ON calls (at);
`;

const statementsOf = (db: DatabaseSync) => ({
  begin: db.prepare("BEGIN IMMEDIATE"),
  commit: db.prepare("COMMIT"),
  last: db.prepare(
    "SELECT number, at FROM calls WHERE grant_name = ? AND counter = ? ORDER BY at DESC, number DESC LIMIT 1",
  ),
  first: db.prepare(
    "SELECT number FROM calls WHERE grant_name = ? AND counter = ? AND at > ? ORDER BY at, number LIMIT 1",
  ),
  count: db.prepare(
    "SELECT count(*) AS taken FROM (SELECT 1 FROM calls WHERE grant_name = ? AND counter = ? AND at > ? LIMIT ?)",
  ),
  insert: db.prepare("INSERT INTO calls (grant_name, counter, number, at) VALUES (?, ?, ?, ?)"),
  remove: db.prepare("DELETE FROM calls WHERE id = ?"),
  cleanUp: db.prepare("DELETE FROM calls WHERE at <= ?"),
});

/**
 * Counters in a SQLite file of their own, so that they outlive the process, and shared by all guards that use the file
 * and name the same grant. Each reservation is one transaction that holds the write lock from its first read, so no two
 * can take the last place. Written with WAL and synchronous NORMAL: nothing is lost when the process is killed; a power
 * failure may lose the last moments.
 */
export class DurableCounters implements Counters {
  readonly #db: DatabaseSync;
  readonly #grant: string;
  readonly #statements: ReturnType<typeof statementsOf>;
  #reservations = 0;

  /** Opens or creates the file. Throws what SQLite says of a file that is none. */
  constructor(path: string, grant: string) {
    this.#grant = grant;
    this.#db = new DatabaseSync(path, { timeout: BUSY_MS });
    this.#db.exec(TABLES);
    this.#statements = statementsOf(this.#db);
  }

  reserve(limits: Counted[], at: number): Reservation {
    if (limits.length === 0) return { release: NOTHING_TO_RELEASE };
    const { begin, commit } = this.#statements;
    begin.run();
    try {
      const full = limits.find((counted) => this.#isFull(counted, at));
      const ids = full ? [] : this.#take(limits, at);
      commit.run();
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

  /**
   * Between the first call of the window and the last lie at most as many calls as their numbers are apart, as a counter's
   * numbers rise with its times. Only where that many would be too many are they counted one by one.
   */
  #isFull({ limit: { counter, window, max } }: Counted, at: number): boolean {
    const { first, last, count } = this.#statements;
    const newest = last.get(this.#grant, counter);
    const since = Math.max(at, Number(newest?.at ?? 0)) - WINDOW_MS[window];
    const oldest = first.get(this.#grant, counter, since);
    if (!newest || !oldest || Number(newest.number) - Number(oldest.number) + 1 < max) return false;
    return Number(count.get(this.#grant, counter, since, max)?.taken) >= max;
  }

  #take(limits: Counted[], at: number): (number | bigint)[] {
    const { last, insert, cleanUp } = this.#statements;
    this.#reservations++;
    if (this.#reservations % CLEAN_UP_EVERY === 0) cleanUp.run(at - WINDOW_MS.day);
    const counters = new Set(limits.map(({ limit }) => limit.counter));
    return [...counters].map((counter) => {
      const newest = last.get(this.#grant, counter);
      // A clock that was set back does not make calls older than those before them.
      const time = Math.max(at, Number(newest?.at ?? 0));
      return insert.run(this.#grant, counter, Number(newest?.number ?? 0) + 1, time).lastInsertRowid;
    });
  }

  #release(ids: (number | bigint)[]): void {
    for (const id of ids) this.#statements.remove.run(id);
  }
}
