import { hash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { CrawlOptions, CrawlResult } from "../../../crawler/crawl.ts";
import type { StartPlan } from "../../../crawler/settings.ts";
import { type NamedSource, placeName } from "../../../crawler/sources.ts";
import type { Db } from "../../../db/open.ts";
import type { Planned } from "../../../db/queries/plan.ts";
import type { Outcome } from "../../../db/records/outcome.ts";
import type { ServerRecord } from "../../../db/records/server.ts";
import { type ProgressLine, progressText } from "../../progress.ts";
import { hasEnded, TAKER } from "../../taker.ts";
import { clip } from "../../terminal-text.ts";
import { NetworkWatch } from "./network-watch.ts";
import type { SharedQueue } from "./shared-queue.ts";

export interface CrawlSourcesSettings {
  home: string;
  concurrency: number;
  /** Null: what the machine's load asks for. */
  deadlineSeconds: number | null;
  /** Look again also at what cannot have changed, and at what is not due yet. */
  again: boolean;
  signal: AbortSignal;
  /** What the servers of a source are started in. */
  sandboxFor: (sourceId: string) => CrawlOptions["sandbox"];
  /** What servers may reach over the network; default nothing. */
  hosts?: readonly string[];
  /** Where workers take the items from; without it this process looks at them itself. */
  queue?: SharedQueue | undefined;
  /** Null when the network is there, else why not; tests give their own. */
  lookAtNetwork?: () => Promise<string | null>;
}

/** What a crawl did, by server, in the order in which the servers were done. */
export interface CrawlSummary {
  rows: { server: string; outcome: Outcome; tools: number; seconds: number; error: string | null }[];
  /** Servers that cannot have changed since they were listed, and were not listed again. */
  known: number;
  /** Servers that failed or were looked at lately, and are not due yet. */
  notDue: number;
  /** Records of servers that an earlier source of this crawl had told of. */
  seenAgain: number;
  /** Servers that a source said are deleted there, and that were not withdrawn before. */
  withdrawn: number;
  /** Rows of a source that were neither record nor listing. */
  problems: number;
  /** Servers that were given up, since each try ended the crawler itself. */
  dead: number;
  /** Servers that another process is still busy with. */
  elsewhere: number;
  /** Servers that workers have looked at. */
  byWorkers: number;
  /** Sources that could not be read to their end, with what they said. */
  broken: string[];
}

/** What --again plans. */
const AGAIN: Planned = { look: true, because: "due" };

/** How many records are planned before they are stored as items: one transaction each. */
const BATCH = 200;
/** How far our clock may run ahead of a source's. */
const CLOCK_SKEW_MS = 10 * 60_000;
/** How often this process says that it lives; well within the time that its items are its own. */
const KEEP_MS = 30_000;

/** How often it looks how far the workers are. */
const SHARE_POLL_MS = 1_000;

const nameOf = ({ source, argument }: NamedSource): string =>
  argument === null ? source.id : `${source.id}:${argument}`;

/** What it is noted by how far a source was read. What its argument says beside the place may be a secret. */
const passOf = (named: NamedSource): string => {
  const [place, whole] = [placeName(named), nameOf(named)];
  return whole === place ? place : `${place} ${hash("sha256", whole).slice(0, 16)}`;
};

/**
 * Reads the sources into a job, or goes on with the one that an earlier run of the same sources left unfinished, looks at
 * what is due, and saves every attempt as it ends. Whatever ends the process, the same call goes on where it was. Throws
 * what keeps it from going on (a full disk, a locked database, a dead network, a source that cannot be read when nothing
 * is left of it).
 */
export const crawlSources = async (
  db: Db,
  sources: readonly NamedSource[],
  settings: CrawlSourcesSettings,
  progress: ProgressLine,
): Promise<CrawlSummary> => {
  const { crawl } = await import("../../../crawler/crawl.ts");
  const { Sightings } = await import("../../../crawler/identity.ts");
  const { isOwn } = await import("../../../crawler/own-records.ts");
  const { savedListing } = await import("../../../crawler/saved-listing.ts");
  const jobs = await import("../../../db/queries/jobs.ts");
  const { noteSightings, noteTold } = await import("../../../db/queries/note-sightings.ts");
  const { knownElsewhere } = await import("../../../db/queries/known-elsewhere.ts");
  const { planner } = await import("../../../db/queries/plan.ts");
  const passes = await import("../../../db/queries/source-passes.ts");
  const { signal } = settings;
  const summary: CrawlSummary = {
    rows: [],
    known: 0,
    notDue: 0,
    seenAgain: 0,
    withdrawn: 0,
    problems: 0,
    dead: 0,
    elsewhere: 0,
    byWorkers: 0,
    broken: [],
  };
  const openJob = () => jobs.openJob(db, [...sources.map(nameOf), ...(settings.again ? ["again"] : [])]);
  let job = await openJob();
  for (const taker of await jobs.takersOf(db, job.id)) if (hasEnded(taker)) await jobs.takeAway(db, job.id, taker);
  if (job.resumed) {
    const { waiting, done } = await jobs.jobCounts(db, job.id);
    if (waiting + done > 0) progress.log(`going on with an unfinished crawl: ${done} done, ${waiting} to go`);
  }
  let plan = await planner(db);
  /**
   * Does `work` on the job; when another crawl of the same sources has closed it meanwhile, on a new one, planned by what
   * that crawl has found.
   */
  const inJob = async <Result>(work: () => Promise<Result | null>): Promise<Result> => {
    for (;;) {
      const result = await work();
      if (result !== null) return result;
      job = await openJob();
      plan = await planner(db);
    }
  };
  /** Records that only this process can start: what their owner added to them is stored nowhere. */
  const ownRecords = new Map<string, ServerRecord>();

  /** Of the records that a source has given now, those to look at; kept when items of an earlier run wait. */
  const given = new Set<string>();

  /** With one source alone nothing can be seen twice, and nothing is remembered. */
  const sightings = sources.length > 1 ? new Sightings() : null;
  /** Servers that a later source told of again: that is noted, and they are not looked at twice. */
  const seenAgain: { server: string; source: string; named: string }[] = [];

  const enqueue = async (named: NamedSource, batch: ServerRecord[]): Promise<void> => {
    const source = placeName(named);
    const unseen = batch.filter((record) => {
      const before = sightings?.add(record, source) ?? null;
      if (before) seenAgain.push({ server: before.name, source, named: record.name });
      return before === null;
    });
    // What is named by itself, or holds more than its record says, is looked at as it is.
    const mergeable = named.source.id === "target" ? [] : unseen.filter((record) => !isOwn(record));
    const elsewhere = await knownElsewhere(db, source, mergeable);
    for (const [record, server] of elsewhere) seenAgain.push({ server, source, named: record.name });
    const fresh = unseen.filter((record) => !elsewhere.has(record));
    if (withdrawnBefore.has(source))
      await passes.restore(
        db,
        source,
        batch.map(({ name }) => name),
      );
    await noteTold(
      db,
      source,
      fresh.map(({ name }) => name),
    );
    await inJob(async () => {
      const planned = fresh.map((record) => ({ record, ...(settings.again ? AGAIN : plan.decide(record)) }));
      const wanted = planned.filter(({ look }) => look).map(({ record }) => record);
      for (const record of wanted) {
        if (job.resumed) given.add(jobs.itemKey(source, record));
        if (isOwn(record)) ownRecords.set(jobs.itemKey(source, record), record);
      }
      if (wanted.length > 0 && (await jobs.addItems(db, job.id, source, wanted)) === null) return null;
      for (const { look, because } of planned) if (!look) summary[because === "unchanged" ? "known" : "notDue"]++;
      return wanted;
    });
  };

  /** An increment tells of what changed alone: what is due for other reasons comes from what is stored. */
  const enqueueDue = async (named: NamedSource): Promise<void> => {
    for (let after = 0; !signal.aborted; ) {
      const due = await passes.dueOf(db, placeName(named), { after, limit: BATCH });
      const last = due.at(-1);
      if (!last) return;
      await enqueue(
        named,
        due.map(({ record }) => record),
      );
      after = last.id;
    }
  };

  /** Of sources that tell of changes and were read to their end: through when. Noted when all was looked at. */
  const readThrough = new Map<string, string>();
  const withdrawnBefore = await passes.sourcesThatWithdrew(db);

  /** Reads a source through: records become items, finished listings are saved at once. */
  const read = async (named: NamedSource): Promise<void> => {
    const { source, argument } = named;
    const place = placeName(named);
    const began = Date.now();
    const since = source.tellsChanges && !settings.again ? await passes.passThrough(db, passOf(named)) : null;
    let batch: ServerRecord[] = [];
    const deleted: string[] = [];
    try {
      for await (const found of source.read(argument, { signal, since })) {
        if (signal.aborted) break;
        if (found.kind === "deleted") deleted.push(found.name);
        else if (found.kind === "record") {
          batch.push(found.record);
          if (batch.length === BATCH) {
            await enqueue(named, batch);
            batch = [];
          }
        } else if (found.kind === "snapshot") {
          const key = hash("sha256", JSON.stringify(found.snapshot));
          const { record, result } = savedListing(found.snapshot, place, new Date());
          const save = () => jobs.saveListingOnce(db, { jobId: job.id, source: place, key }, record, result);
          if (!(await inJob(save))) continue;
          const { server } = result.attempt;
          summary.rows.push({ server, outcome: "listed", tools: result.tools.length, seconds: 0, error: null });
          progress.update(`${summary.rows.length} saved listings read`);
        } else {
          summary.problems++;
          progress.log(`left out: ${source.id}: ${clip(`${found.where}: ${found.reason}`, 200)}`);
        }
      }
    } finally {
      // What was read of a source that breaks is looked at all the same.
      await enqueue(named, batch);
    }
    summary.withdrawn += await passes.withdraw(db, place, deleted);
    if (since !== null && !signal.aborted) await enqueueDue(named);
    if (source.tellsChanges && !signal.aborted)
      readThrough.set(passOf(named), new Date(began - CLOCK_SKEW_MS).toISOString());
    if (job.resumed && !signal.aborted) await jobs.keepWaiting(db, job.id, place, given);
  };

  /** Looks at the items of a source until none is left that this process may take. */
  const work = async (named: NamedSource): Promise<void> => {
    const source = placeName(named);
    const inWork = new Map<ServerRecord, number>();
    const next = async function* (): AsyncGenerator<ServerRecord> {
      while (!signal.aborted) {
        const [item] = await jobs.takeItems(db, { jobId: job.id, source, taker: TAKER, limit: 1 });
        if (!item) return;
        const record = ownRecords.get(item.key) ?? item.record;
        inWork.set(record, item.id);
        yield record;
      }
    };
    const { waiting: total } = await jobs.jobCounts(db, job.id);
    const attempts = crawl(next(), {
      home: settings.home,
      sourceId: source,
      sandbox: settings.sandboxFor(named.source.id),
      hosts: settings.hosts ?? [],
      concurrency: settings.concurrency,
      ...(settings.deadlineSeconds === null ? {} : { deadlineMs: settings.deadlineSeconds * 1000 }),
      signal,
      // What is stored is what the crawler itself gave with an earlier attempt.
      planBefore: (record) => plan.planBefore(record) as StartPlan | null,
      onProgress: (state) => {
        const left = Math.max(0, total - state.done);
        const secondsLeft = state.perSecond > 0 ? left / state.perSecond : null;
        const text = progressText({ ...state, total: Math.max(total, state.done), secondsLeft });
        if (state.last && !process.stderr.isTTY)
          progress.log(`${text}: ${clip(state.last.server, 80)} ${state.last.outcome}`);
        progress.update(text);
      },
    });
    const save = async (results: CrawlResult[]): Promise<void> => {
      for (const { attempt, tools, record, plan: startPlan } of results) {
        const id = inWork.get(record);
        inWork.delete(record);
        if (id === undefined) throw new Error(`an attempt of ${record.name}, which was not taken`);
        if (!(await jobs.finishItem(db, id, record, { attempt, tools, startPlan }))) continue;
        const { server, outcome, unstable } = attempt;
        const error = attempt.error ?? (unstable ? "unstable list: asked again, it listed something else" : null);
        summary.rows.push({ server, outcome, tools: tools.length, seconds: attempt.durationMs / 1000, error });
      }
    };
    const watch = new NetworkWatch(settings.lookAtNetwork);
    for await (const result of attempts) await save(await watch.pass(result));
    if (!signal.aborted) await save(await watch.rest());
  };

  /** Puts what waits into the queue, and waits until workers have done it all. */
  const share = async (queue: SharedQueue): Promise<void> => {
    for (let after = 0; ; ) {
      const some = await jobs.waitingItems(db, job.id, after);
      await queue.send(some);
      const last = some.at(-1);
      if (!last) break;
      after = last.id;
    }
    const before = (await jobs.jobCounts(db, job.id)).done;
    progress.log("waiting for workers (toolrisk worker)");
    while (!signal.aborted) {
      await queue.eachDead((itemId) => jobs.buryItem(db, itemId));
      const { waiting, taken, done, dead } = await jobs.jobCounts(db, job.id);
      summary.byWorkers = done - before;
      progress.update(`${done + dead}/${waiting + taken + done + dead} done by workers`);
      if (waiting + taken === 0) return;
      await setTimeout(SHARE_POLL_MS, undefined, { signal }).catch(() => {});
    }
  };

  const keeping = setInterval(() => {
    // A failure here shows again, with its message, when the next attempt is saved.
    jobs.keepItems(db, job.id, TAKER).catch(() => {});
  }, KEEP_MS);
  try {
    for (const named of sources) {
      try {
        await read(named);
      } catch (error) {
        // A source that was being read when the user interrupted says so in one way or another.
        if (signal.aborted) break;
        if (!(error instanceof Error) || error.name !== "SourceError") throw error;
        // What was read of it before is looked at all the same; with nothing of it there is nothing to go on with.
        if ((await jobs.jobCounts(db, job.id)).waiting === 0) throw error;
        summary.broken.push(error.message);
        progress.log(`${nameOf(named)}: ${clip(error.message, 300)}: going on with what was read of it`);
      }
      if (!signal.aborted && !settings.queue) await work(named);
    }
    if (settings.queue) await share(settings.queue);
    summary.seenAgain = seenAgain.length;
    await noteSightings(db, seenAgain);
    if (!signal.aborted) {
      const left = await jobs.closeJob(db, job.id);
      summary.dead = left.dead;
      summary.elsewhere = left.waiting + left.taken;
      if (summary.elsewhere === 0)
        for (const [source, through] of readThrough) await passes.notePass(db, source, through);
    }
  } finally {
    clearInterval(keeping);
    // When the database itself has failed this fails too; the next run sees that this process has ended.
    await jobs.giveBack(db, job.id, TAKER).catch(() => {});
  }
  return summary;
};
