import { hash } from "node:crypto";
import pg from "pg";
import { type ConnectionOptions, type JobAttempt, PgBoss } from "pg-boss";
import { beginAlone, endsConnection, SILENT_MS } from "../../../db/postgres.ts";
import type { ServerRecord } from "../../../db/records/server.ts";

/*
 * The queue through which any number of workers share a crawl, in the PostgreSQL database that holds the crawl's items.
 * The queue only says who looks at what; what is done stands with the items, so that a message that comes twice does no
 * harm.
 */

const QUEUE = "toolrisk-items";
const DEAD = "toolrisk-dead-items";

/** How often an item comes again after a worker ended or its attempt failed from outside. */
const RETRIES = 4;
/** Seconds before an item comes again the first time; twice as long each time, up to an hour. */
const RETRY_DELAY = 30;
const RETRY_DELAY_MAX = 3600;
/** A worker that has not been heard of for so many seconds has ended: the least that pg-boss takes. */
const HEARTBEAT = 10;

/** Looks at servers of one host that all workers together take at once; package registries bear more. */
const PER_HOST = { default: 2, tiers: { registry: 64 } };

/** Held by whoever takes an item: of two that take at once each would see room for one more of a host. */
const TAKE_LOCK = 0x746f6f6e;

/** An item that was taken from the queue. */
export interface Message {
  /** The queue's own name of it. */
  id: string;
  itemId: number;
  /** How often it was taken before. */
  retries: number;
  /** Whether it will not come again when it fails now. */
  last: boolean;
}

/** A claim that has lapsed meanwhile (a worker that slept) must not settle the one of the worker that has the item now. */
const claimOf = ({ id, retries }: Message): JobAttempt => ({ id, retryCount: retries });

export interface SharedQueueOptions {
  /** Seconds before a failed item, of those that are put in through this handle, comes again the first time. */
  retryDelay?: number;
  /** How often an item comes again; for tests. */
  retries?: number;
  /** Milliseconds that taking an item may stand still before the server ends it; for tests. */
  silentMs?: number;
}

/**
 * The host that a look at the record asks, and whether it is a registry of packages. Where a record names both it is the
 * server's own host, which bears less, and which is asked when the package does not list.
 */
const groupOf = (record: ServerRecord): { id: string; tier?: string } => {
  const url = record.remotes?.[0]?.url;
  if (url !== undefined && URL.canParse(url)) return { id: `host ${new URL(url).host}` };
  const [pkg] = record.packages ?? [];
  return pkg ? { id: `registry ${pkg.registryBaseUrl ?? pkg.registryType}`, tier: "registry" } : { id: record.name };
};

/** The same for the same item always, so that sending it twice queues it once. */
const messageId = (itemId: number): string =>
  hash("sha256", `toolrisk item ${itemId}`).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");

export class SharedQueue {
  readonly #boss: PgBoss;
  readonly #pool: pg.Pool;
  readonly #retryDelay: number;
  readonly #retries: number;
  readonly #silentMs: number;
  #failure: Error | null = null;

  private constructor(
    boss: PgBoss,
    pool: pg.Pool,
    { retryDelay = RETRY_DELAY, retries = RETRIES, silentMs = SILENT_MS }: SharedQueueOptions,
  ) {
    this.#boss = boss;
    this.#pool = pool;
    this.#retryDelay = retryDelay;
    this.#retries = retries;
    this.#silentMs = silentMs;
  }

  /** Connects to the database at `url`, and makes the queue where it is missing. */
  static async open(url: string, options: SharedQueueOptions = {}): Promise<SharedQueue> {
    const boss = new PgBoss({
      connectionString: url,
      application_name: "toolrisk-queue",
      max: 4,
      schedule: false,
      // Each worker looks for items of workers that have ended.
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
    });
    const pool = new pg.Pool({ connectionString: url, application_name: "toolrisk-queue", max: 1 });
    const queue = new SharedQueue(boss, pool, options);
    const failed = (error: Error): void => {
      queue.#failure = error;
    };
    boss.on("error", failed);
    pool.on("error", failed);
    await boss.start();
    await boss.createQueue(DEAD);
    await boss.createQueue(QUEUE, {
      retryLimit: RETRIES,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX,
      heartbeatSeconds: HEARTBEAT,
      deadLetter: DEAD,
    });
    return queue;
  }

  /** Queues items; those that are queued already stay as they are. */
  async send(items: readonly { id: number; record: ServerRecord }[]): Promise<void> {
    const jobs = items.map(({ id, record }) => ({
      id: messageId(id),
      data: { itemId: id },
      group: groupOf(record),
      retryLimit: this.#retries,
      retryDelay: this.#retryDelay,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX,
    }));
    if (jobs.length > 0) await this.#boss.insert(QUEUE, jobs);
  }

  /**
   * The next item whose host has room, or null. Where the connection was lost meanwhile (the server ends the taking of a
   * process that stands still in the middle of it) it is null too, and the next call makes a new one, or throws that the
   * server is gone; an item that was taken all the same comes again. Throws what has gone wrong in the background.
   */
  async take(): Promise<Message | null> {
    if (this.#failure) {
      const failure = this.#failure;
      this.#failure = null;
      throw failure;
    }
    const jobs = await this.#alone((db) =>
      this.#boss.fetch<{ itemId: number }>(QUEUE, {
        batchSize: 1,
        includeMetadata: true,
        groupConcurrency: PER_HOST,
        db,
      }),
    );
    const job = jobs?.[0];
    if (!job) return null;
    const { id, retryCount: retries, retryLimit, data } = job;
    return { id, itemId: data.itemId, retries, last: retries >= retryLimit };
  }

  /** Runs `work` in a transaction while no other process takes an item. Null: the connection was lost in between. */
  async #alone<Result>(work: (db: NonNullable<ConnectionOptions["db"]>) => Promise<Result>): Promise<Result | null> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    let isLost = false;
    // Without a listener a lost connection would end the process.
    const lost = (): void => {
      isLost = true;
    };
    client.on("error", lost);
    try {
      await client.query(beginAlone(TAKE_LOCK, this.#silentMs));
      const result = await work({ executeSql: (text, values) => client.query(text, values) });
      await client.query("commit");
      return result;
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      if (isLost || endsConnection(error)) return null;
      throw error;
    } finally {
      client.off("error", lost);
      // A connection with a transaction that failed is not used again.
      client.release(broken);
    }
  }

  /** Says that this worker still has the items. */
  async keep(messages: readonly Message[]): Promise<void> {
    if (messages.length > 0) await this.#boss.touch(QUEUE, messages.map(claimOf));
  }

  async done(message: Message): Promise<void> {
    await this.#boss.complete(QUEUE, claimOf(message));
  }

  /** Gives an item back, to come again later; the last time it becomes a dead letter. */
  async failed(message: Message, reason: string): Promise<void> {
    await this.#boss.fail(QUEUE, claimOf(message), { reason });
  }

  /** Hands the items that have come too often to `bury`; a letter is gone when that is done, and comes again before. */
  async eachDead(bury: (itemId: number) => Promise<void>): Promise<void> {
    const letters = await this.#boss.fetch<{ itemId: number }>(DEAD, { batchSize: 100 });
    for (const { id, data } of letters) {
      await bury(data.itemId);
      await this.#boss.complete(DEAD, id);
    }
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false });
    await this.#pool.end();
  }
}
