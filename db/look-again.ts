import { hash } from "node:crypto";
import type { Outcome } from "./records/outcome.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long to wait before a server that did not list is tried again, by outcome. `first` is the wait after the first
 * failure, each further one waits `factor` times as long as the one before, up to `cap`. Where something outside failed
 * the first wait is none, so that a person who mends it (plugs the network in again) can run the same command at once.
 * Where the server itself is the reason, an unchanged record will most likely give the same again.
 */
const OUTSIDE = { first: 0, second: 5 * MINUTE, factor: 4, cap: DAY };
const ITSELF = { first: 7 * DAY, second: 14 * DAY, factor: 2, cap: 60 * DAY };

const WAITS: Record<Exclude<Outcome, "listed">, typeof OUTSIDE> = {
  timeout: OUTSIDE,
  unreachable: OUTSIDE,
  "install-failed": OUTSIDE,
  incomplete: OUTSIDE,
  gated: ITSELF,
  "needs-config": ITSELF,
  "start-failed": ITSELF,
  "not-mcp": ITSELF,
  refused: ITSELF,
};

/** Outcomes that another run may mend, since something outside the server failed. */
export const isFromOutside = (outcome: Outcome): boolean => outcome !== "listed" && WAITS[outcome] === OUTSIDE;

/** The bounds between which a server whose record pins nothing is looked at again; it begins with a day. */
const OFTEN = 6 * HOUR;
const SELDOM = 14 * DAY;

/** Nothing is put off for longer than this: a later date was set by a clock that ran ahead. */
export const LONGEST_WAIT_MS = 80 * DAY;

/** 0.75 to 1.25, the same for the same text: spreads what failed together, without chance. */
const jitter = (text: string): number => 0.75 + (Number.parseInt(hash("sha256", text).slice(0, 8), 16) / 2 ** 32) * 0.5;

/** What is known when an attempt has ended. `lookEveryMs` is what the look before gave. */
export interface Looked {
  server: string;
  outcome: Outcome;
  startedAt: string;
  /** The attempts since the last complete listing, this one included when it failed. */
  failures: number;
  /** Another look at the unchanged record would show the same. */
  settled: boolean;
  /** The listing differs from the one before. */
  changed: boolean;
  lookEveryMs: number | null;
  /** For how many ms the server says that its list holds; null where it does not say. */
  ttlMs: number | null;
}

/**
 * When to look again at a server whose record stays as it is, ISO 8601, and null for never. What changed is looked at
 * twice as often as before, what did not half as often, between six hours and two weeks. A server that says for how long
 * its list holds is not asked before, and that is the first wait too (0 is what servers say that never thought of it); but
 * nobody puts a look off for more than two weeks.
 */
export const lookAgain = (looked: Looked): { dueAt: string | null; lookEveryMs: number | null } => {
  const { server, outcome, startedAt, failures, settled, changed, lookEveryMs, ttlMs } = looked;
  if (settled) return { dueAt: null, lookEveryMs: null };
  const after = (ms: number, least = 0): string => {
    const wait = Math.max(least, Math.round(ms * jitter(`${server} ${startedAt}`)));
    return new Date(Date.parse(startedAt) + wait).toISOString();
  };
  if (outcome === "listed") {
    const within = (ms: number): number => Math.min(SELDOM, Math.max(OFTEN, ms));
    const every = within(lookEveryMs === null ? ttlMs || DAY : changed ? lookEveryMs / 2 : lookEveryMs * 2);
    return { dueAt: after(every, Math.min(SELDOM, ttlMs ?? 0)), lookEveryMs: every };
  }
  const { first, second, factor, cap } = WAITS[outcome];
  const wait = failures <= 1 ? first : Math.min(cap, second * factor ** (failures - 2));
  return { dueAt: after(wait), lookEveryMs };
};
