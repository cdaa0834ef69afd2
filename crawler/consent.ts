import type { Outcome } from "../db/records/outcome.ts";
import type { ServerRecord } from "../db/records/server.ts";
import { bodyBeginning } from "./body-beginning.ts";
import { CLIENT_INFO } from "./client-name.ts";
import { type GuardedFetch, guardErrorOf, guardedFetch } from "./guarded-fetch.ts";
import type { Target } from "./launcher.ts";
import type { OptOutList } from "./opt-out.ts";
import { isOwn } from "./own-records.ts";
import { isAllowed, MAX_ROBOTS, parseRobots, type Robots } from "./robots.ts";

/** How long a host may take to give its robots.txt, in ms; at most half of the attempt's deadline. */
const ROBOTS_MS = 5_000;
/** How often a robots.txt may be somewhere else (RFC 9309, 2.3.1.2). */
const MAX_HOPS = 5;
/** How long what a host said holds, in ms (2.4: a day at most), and that it could not be asked. */
const HOLDS_MS = 24 * 3_600_000;
const FAILURE_HOLDS_MS = 600_000;
/** Hosts that are remembered at once; the one asked first is forgotten first. */
const MAX_HOSTS = 10_000;

/** Why a server is not looked at. */
export interface Refusal {
  outcome: Outcome;
  message: string;
}

/** What bounds an attempt: see `CrawlOptions`. */
interface Limits {
  deadlineMs: number;
  signal: AbortSignal | undefined;
}

/** What a host says of itself: its rules, or why it could not be asked. */
type Answer = { robots: Robots } | { failed: Refusal };

const NO_RULES: Answer = { robots: { rules: [] } };

const readRobots = async (guard: GuardedFetch, origin: string, signal: AbortSignal): Promise<Answer> => {
  let url = new URL("/robots.txt", origin);
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const response = await guard.fetch(url, { headers: { accept: "text/plain" }, signal }).catch((error: unknown) => {
      // Somewhere else where we do not go: as good as no file.
      if (hop > 0 && guardErrorOf(error)?.kind === "blocked") return null;
      throw error;
    });
    if (!response) return NO_RULES;
    const { status } = response;
    if (response.ok) {
      const text = (await bodyBeginning(response, MAX_ROBOTS)).toString("utf8");
      return { robots: parseRobots(text, CLIENT_INFO.name) };
    }
    await response.body?.cancel();
    const location = response.headers.get("location");
    if (status === 429 || status >= 500)
      return { failed: { outcome: "unreachable", message: `its robots.txt answers with HTTP ${status}` } };
    // A host without the file lets everybody in (2.3.1.3).
    if (status < 300 || status >= 400 || !location || !URL.canParse(location, url)) return NO_RULES;
    url = new URL(location, url);
  }
  return NO_RULES;
};

/** Asks one host. Never throws but where the signal says so. */
const askHost = async (origin: string, { deadlineMs, signal }: Limits): Promise<Answer> => {
  const guard = guardedFetch({ mostBytes: 2 * MAX_ROBOTS, mostAnswer: 2 * MAX_ROBOTS });
  const limitMs = Math.min(ROBOTS_MS, deadlineMs / 2);
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await readRobots(guard, origin, signal ? AbortSignal.any([signal, limit]) : limit);
  } catch (error) {
    signal?.throwIfAborted();
    const guarded = guardErrorOf(error);
    if (guarded?.kind === "blocked") return { failed: { outcome: "refused", message: guarded.message } };
    const { cause, message } = error as Error;
    const why = limit.aborted
      ? `no answer within ${limitMs / 1_000} s`
      : cause instanceof Error
        ? cause.message
        : message;
    return { failed: { outcome: "unreachable", message: `its robots.txt cannot be read: ${why}` } };
  } finally {
    await guard.close();
  }
};

/**
 * Whether a server's owner lets us look at it: by the opt-out lists, and for an address by the host's robots.txt, which is
 * asked for once. What the user named themselves is theirs to look at.
 */
export class Consent {
  private readonly optOut: OptOutList;
  private readonly hosts = new Map<string, { until: number; answer: Promise<Answer> }>();

  constructor(optOut: OptOutList) {
    this.optOut = optOut;
  }

  /** By the lists alone, before anything is fetched. */
  ofLists(record: ServerRecord, target: Target | null): Refusal | null {
    if (isOwn(record)) return null;
    const line = this.optOut.ofServer(record) ?? (target && this.optOut.ofTarget(target));
    if (line === null) return null;
    return { outcome: "refused", message: `its owner asked that it not be looked at (opt-out list: ${line})` };
  }

  /** By the host of an address; null also for what is no address. Throws where the signal says so. */
  async ofHost(record: ServerRecord, identifier: string, limits: Limits): Promise<Refusal | null> {
    if (isOwn(record) || !URL.canParse(identifier)) return null;
    const { origin, pathname, search } = new URL(identifier);
    const answer = await this.answerOf(origin, limits);
    if ("failed" in answer) return answer.failed;
    if (isAllowed(answer.robots, pathname + search)) return null;
    return { outcome: "refused", message: `the host's robots.txt asks ${CLIENT_INFO.name} not to look at ${pathname}` };
  }

  private answerOf(origin: string, limits: Limits): Promise<Answer> {
    const known = this.hosts.get(origin);
    if (known && known.until > performance.now()) return known.answer;
    const answer = askHost(origin, limits);
    const entry = { until: performance.now() + HOLDS_MS, answer };
    this.hosts.delete(origin);
    this.hosts.set(origin, entry);
    const [first] = this.hosts.keys();
    if (this.hosts.size > MAX_HOSTS && first !== undefined) this.hosts.delete(first);
    answer.then(
      (got) => {
        if ("failed" in got) entry.until = performance.now() + FAILURE_HOLDS_MS;
      },
      () => this.hosts.delete(origin),
    );
    return answer;
  }
}
