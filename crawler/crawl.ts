import { mkdir } from "node:fs/promises";
import type { Attempt, AttemptResult } from "../db/records/attempt.ts";
import type { ServerRecord } from "../db/records/server.ts";
import { Consent, type Refusal } from "./consent.ts";
import { type SandboxWithHosts, withHosts } from "./granted-hosts.ts";
import { climb, type Rung } from "./ladder.ts";
import { type LaunchContext, LaunchError, type Launcher, type Ready, type Target } from "./launcher.ts";
import { LAUNCHERS } from "./launchers.ts";
import { emptyListing, type Listing } from "./list-tools.ts";
import { makeRoom } from "./make-room.ts";
import { OptOutList } from "./opt-out.ts";
import { type Decision, decideUnstarted } from "./outcome.ts";
import { isOwn } from "./own-records.ts";
import { secretsOf, withoutSecrets } from "./own-secrets.ts";
import { patientDeadline } from "./patience.ts";
import { redact } from "./printable.ts";
import { killLeftovers } from "./process-tree.ts";
import { type Progress, ProgressCounter } from "./progress.ts";
import type { Sandbox } from "./sandbox.ts";
import { sweepScratch } from "./scratch.ts";
import type { StartPlan } from "./settings.ts";
import { sweepHome } from "./sweep-home.ts";
import { asOneAttempt, isEnough, waysOf } from "./ways.ts";
import { WorkQueues } from "./work-queues.ts";

/** The options of a crawl. */
export interface CrawlOptions {
  /** The folder of caches (TOOLRISK_HOME), which may hold an opt-out list (`opt-out.ts`); made when missing. */
  home: string;
  /** The id of the source that the records come from; stored with every attempt. */
  sourceId: string;
  /**
   * What servers are started and packages fetched in: see `chooseSandbox`. A function is called at the first record that
   * needs a process, and once; what it throws ends the crawl.
   */
  sandbox: Sandbox | (() => Promise<Sandbox>);
  /**
   * What servers may reach over the network: destinations as `grantedDestination` gives them; default none. Packages are
   * fetched from their registry all the same.
   */
  hosts?: readonly string[];
  /**
   * Servers started at once; default 4. Installs run beside them, half as many at once, and remote servers, 16 times as
   * many, at most two of one host.
   */
  concurrency?: number;
  /**
   * The longest that one start of a server may take to list its tools, in ms, installing not counted; default
   * `patientDeadline`: 30 s, more on a busy machine.
   * All tries to start one server with what it asks for take at most twice as long.
   */
  deadlineMs?: number;
  /** Ends the crawl: what runs is killed and nothing more is yielded. */
  signal?: AbortSignal;
  /** Whether the caller has this record's listing already: such records are skipped, without starting anything. */
  known?: (record: ServerRecord) => boolean | Promise<boolean>;
  /** The plan that made this record's server list the last time; it is tried first. */
  planBefore?: (record: ServerRecord) => StartPlan | null;
  onProgress?: (progress: Progress) => void;
}

/** An attempt with its tools and the record that it was made for. */
export interface CrawlResult extends AttemptResult {
  record: ServerRecord;
  /** See `attemptKey`. */
  key: string | null;
  /** Remarkable things that are no failure, such as entries of the list that were no tools. */
  notes: string[];
  /** What made it list, in names alone; null when it did not. Give it back as `planBefore` the next time. */
  plan: StartPlan | null;
}

/** The launcher that takes a record, with what it would start; null where none does. */
const choose = (record: ServerRecord): { launcher: Launcher; target: Target } | null => {
  for (const launcher of LAUNCHERS) {
    const target = launcher.target(record);
    if (target) return { launcher, target };
  }
  return null;
};

/**
 * Names what an attempt on the record would look at: launcher, package, exact version, arguments, names and given values
 * of variables. Two records with one key list the same tools, since a published version never changes. Null where the
 * record pins nothing, so that only looking again can tell.
 */
export const attemptKey = (record: ServerRecord): string | null => {
  const chosen = choose(record);
  if (!chosen || chosen.target.version === null) return null;
  const pkg = record.packages?.find(({ identifier }) => identifier === chosen.target.identifier);
  const { identifier, version } = chosen.target;
  const parts = [chosen.launcher.id, identifier, version, pkg?.packageArguments ?? [], pkg?.environmentVariables ?? []];
  return JSON.stringify(parts);
};

/** Why nothing is tried for a record that no launcher takes. */
const unsupported = (record: ServerRecord): string => {
  const kinds = [
    ...(record.packages ?? []).map(({ registryType }) => `${registryType} package`),
    ...(record.remotes ?? []).map(({ type }) => `${type} remote`),
  ];
  return kinds.length === 0
    ? "the record names no package and no address"
    : `no launcher for what the record names: ${[...new Set(kinds)].join(", ")}`;
};

/** What the first step came to, and the ms that it took. */
type Prepared = { ms: number } & ({ ready: Ready } | { decision: Decision; target: Target | null });

/** One record's way through the crawl; everything that goes wrong becomes an outcome. */
class Item {
  private readonly record: ServerRecord;
  private readonly options: CrawlOptions;
  private readonly context: LaunchContext;
  /** The id of the sandbox, once a launcher has asked for it. */
  private confinedBy: string | undefined;
  private readonly chosen: ReturnType<typeof choose>;
  private readonly consent: Consent;

  constructor(record: ServerRecord, options: CrawlOptions, consent: Consent, sandbox: () => Promise<Sandbox>) {
    this.record = record;
    this.options = options;
    this.consent = consent;
    const chosen = async (): Promise<Sandbox> => {
      const found = await sandbox();
      this.confinedBy = found.id;
      return found;
    };
    this.context = { home: options.home, signal: options.signal, sandbox: chosen };
    this.chosen = choose(record);
  }

  get launcher(): Launcher | null {
    return this.chosen?.launcher ?? null;
  }

  private unstarted({ outcome, message }: Refusal): Decision {
    return decideUnstarted(outcome, message, (text) => redact(text, new Map([[this.options.home, "<toolrisk>"]])));
  }

  /** The first step: fetch what is needed. */
  async prepare(): Promise<Prepared> {
    const refusal = this.consent.ofLists(this.record, this.chosen?.target ?? null);
    if (refusal) return { ms: 0, decision: this.unstarted(refusal), target: this.chosen?.target ?? null };
    if (!this.chosen) {
      const decision = this.unstarted({ outcome: "refused", message: unsupported(this.record) });
      return { ms: 0, decision, target: null };
    }
    const { launcher, target } = this.chosen;
    const begun = performance.now();
    const ms = (): number => performance.now() - begun;
    try {
      return { ready: await launcher.prepare(this.record, this.context), ms: ms() };
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      return { ms: ms(), decision: this.unstarted(error), target };
    }
  }

  /** The second step: start it, ask it, decide. */
  async list({ ready, ms }: { ready: Ready; ms: number }, startedAt: Date): Promise<CrawlResult> {
    const begun = performance.now();
    const { deadlineMs = patientDeadline(), signal, planBefore } = this.options;
    const refusal = this.launcher?.runsHere
      ? null
      : await this.consent.ofHost(this.record, ready.identifier, { deadlineMs, signal });
    const asked = performance.now() - begun;
    if (refusal) return this.result(startedAt, ms + asked, this.unstarted(refusal), ready);
    const before = planBefore?.(this.record) ?? null;
    const limits = { deadlineMs: deadlineMs - asked, signal, before };
    const first = { ready, rung: await climb(ready, limits) };
    const second = first.rung.decision.outcome === "start-failed" ? await this.other(ready, limits) : null;
    const { ready: ran, rung } = second ?? first;
    const { plan, decision } = rung;
    const listing = isOwn(this.record) ? this.withoutSecrets(rung, ran) : rung.listing;
    const result = this.result(startedAt, ms + performance.now() - begun, decision, ran, listing, ran.notes);
    return { ...result, plan: decision.outcome === "listed" ? plan : null };
  }

  private withoutSecrets({ plan, listing }: Rung, ready: Ready): Listing {
    const secrets = secretsOf(ready.configure(plan), ready.private);
    return secrets.size === 0 ? listing : withoutSecrets(listing, (text) => redact(text, secrets));
  }

  /** The same package prepared in its other way, where it has one and does better so. */
  private async other(ready: Ready, limits: Parameters<typeof climb>[1]): Promise<{ ready: Ready; rung: Rung } | null> {
    try {
      const other = await ready.otherwise?.();
      if (!other) return null;
      const rung = await climb(other, limits);
      return rung.decision.outcome === "start-failed" ? null : { ready: other, rung };
    } catch (error) {
      if (error instanceof LaunchError) return null; // what came of the first way is told
      throw error;
    }
  }

  result(
    startedAt: Date,
    durationMs: number,
    decision: Decision,
    target: Partial<Ready> | null,
    listing: Listing = emptyListing(),
    notes: string[] = [],
  ): CrawlResult {
    const confinedBy = target?.confinedBy ?? this.confinedBy;
    const attempt: Attempt = {
      server: this.record.name,
      source: this.options.sourceId,
      launcher: this.chosen?.launcher.id ?? "none",
      ...(confinedBy === undefined ? {} : { sandbox: confinedBy }),
      registryType: target?.registryType ?? null,
      identifier: target?.identifier ?? null,
      version: target?.version ?? null,
      integrity: target?.integrity ?? null,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(durationMs),
      ...decision,
      protocolVersion: listing.protocolVersion,
      serverInfo: serverInfoOf(listing),
      instructions: listing.instructions,
      toolCount: listing.tools.length,
      ...(listing.failure?.fault?.authorization ? { authorization: listing.failure.fault.authorization } : {}),
      ...(listing.capabilities === null ? {} : { capabilities: listing.capabilities }),
      ...(listing.promptCount === null ? {} : { promptCount: listing.promptCount }),
      ...(listing.resourceCount === null ? {} : { resourceCount: listing.resourceCount }),
      ...(listing.ttlMs === null ? {} : { ttlMs: listing.ttlMs }),
      ...(listing.unstable === null ? {} : { unstable: listing.unstable }),
    };
    const record = this.record;
    const key = attemptKey(record);
    return { attempt, tools: listing.tools, record, key, plan: null, notes: [...notes, ...listing.notes] };
  }
}

/** The server's own name and version where they are texts; the rest of what it says of itself stays as sent. */
const serverInfoOf = ({ serverInfo }: Listing): Attempt["serverInfo"] => {
  if (!serverInfo) return null;
  const { name, version, ...rest } = serverInfo;
  return {
    ...rest,
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof version === "string" ? { version } : {}),
  };
};

/**
 * Tries to list the tools of every record, and yields each attempt as it ends, in no order. Nothing that a server does
 * ends the crawl; only errors of this machine (a full disk, a folder that cannot be written) are thrown. Records are
 * taken from the source only as fast as they are worked off, so a long source does not pile up in memory.
 */
export async function* crawl(
  records: Iterable<ServerRecord> | AsyncIterable<ServerRecord>,
  options: CrawlOptions,
): AsyncGenerator<CrawlResult, void, void> {
  const { home, concurrency = 4, signal, known, onProgress } = options;
  /** The sandbox, once it was asked for. */
  const chosen: Promise<SandboxWithHosts>[] = [];
  const withGranted = async (): Promise<SandboxWithHosts> => {
    const bare = typeof options.sandbox === "function" ? await options.sandbox() : options.sandbox;
    return withHosts(bare, options.hosts ?? []);
  };
  const sandbox = async (): Promise<Sandbox> => {
    chosen[0] ??= withGranted();
    return (await chosen[0]).sandbox;
  };
  await mkdir(home, { recursive: true });
  killLeftovers();
  await sweepScratch();
  await sweepHome(home);
  await makeRoom(home, { beforeAll: true });
  const queues = new WorkQueues(concurrency);
  const consent = new Consent(OptOutList.ofHome(home));
  const counter = new ProgressCounter();
  if (Array.isArray(records)) counter.total = records.length;
  // Ends what runs when the caller's signal says so, and also when the caller stops reading the results.
  const ending = new AbortController();
  const stop = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;

  const tryWay = async (record: ServerRecord): Promise<CrawlResult> => {
    const item = new Item(record, { ...options, signal: stop }, consent, sandbox);
    let startedAt = new Date();
    // The queues get no signal: theirs would give up on work that is still ending its processes.
    const prepared = await queues.prepare(item.launcher, async () => {
      stop.throwIfAborted();
      startedAt = new Date();
      await makeRoom(home);
      return item.prepare();
    });
    if (item.launcher && "ready" in prepared)
      return queues.ask(item.launcher, prepared.ready, async () => {
        stop.throwIfAborted();
        return item.list(prepared, startedAt);
      });
    if ("ready" in prepared) throw new Error("a server is ready that no launcher has prepared");
    return item.result(startedAt, prepared.ms, prepared.decision, prepared.target);
  };

  /** Tries one way of the record after the other until one lists; the package's own failure need not be the server's. */
  const attempt = async (record: ServerRecord): Promise<CrawlResult> => {
    const [first = record, ...others] = waysOf(record);
    const ended: [CrawlResult, ...CrawlResult[]] = [await tryWay(first)];
    for (const way of others) {
      if (isEnough((ended.at(-1) ?? ended[0]).attempt)) break;
      ended.push(await tryWay(way));
    }
    const one = asOneAttempt([ended[0].attempt, ...ended.slice(1).map((result) => result.attempt)]);
    const told = ended[one.at] ?? ended[0];
    // What another way than the first listed is not what the key names.
    return { ...told, attempt: one.attempt, record, key: one.at === 0 ? attemptKey(record) : null };
  };

  type Event = { next: IteratorResult<ServerRecord> } | { ended: CrawlResult; by: Promise<Event> };
  const running = new Set<Promise<Event>>();
  const start = (record: ServerRecord): void => {
    const by: Promise<Event> = attempt(record).then((ended) => ({ ended, by }));
    by.catch(() => {}); // told where it is awaited; an attempt that nobody awaits any more was stopped by us
    running.add(by);
  };
  const source = Symbol.asyncIterator in records ? records[Symbol.asyncIterator]() : records[Symbol.iterator]();
  const pull = async (): Promise<Event> => ({ next: await source.next() });
  let pulling: Promise<Event> | null = null;
  let seen = 0;
  let exhausted = false;
  try {
    while (!stop.aborted) {
      if (!exhausted && running.size < concurrency * 8) pulling ??= pull();
      if (running.size === 0 && !pulling) break;
      const event = await Promise.race(pulling ? [pulling, ...running] : running);
      if (stop.aborted) break;
      if ("ended" in event) {
        running.delete(event.by);
        onProgress?.(counter.ended(event.ended.attempt.server, event.ended.attempt.outcome));
        yield event.ended;
        continue;
      }
      pulling = null;
      if (event.next.done) {
        exhausted = true;
        counter.total = seen;
        continue;
      }
      seen++;
      if (await known?.(event.next.value)) onProgress?.(counter.skipped());
      else start(event.next.value);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    ending.abort();
    await Promise.allSettled(running);
    // That there is no sandbox was told where it was asked for.
    for (const way of chosen) await way.then(({ close }) => close()).catch(() => {});
    await source.return?.();
  }
}
