import type { Attempt } from "../db/records/attempt.ts";
import type { Package, ServerRecord } from "../db/records/server.ts";
import { TELLING } from "./ladder.ts";
import { LAUNCHERS } from "./launchers.ts";
import { isOwn } from "./own-records.ts";
import { printable } from "./printable.ts";

/** The most packages of one record that are tried; its remote comes on top. */
const MAX_PACKAGES = 3;

const identityOf = ({ registryType, identifier }: Package): string => `${registryType.toLowerCase()} ${identifier}`;

/** The place of the launcher that takes the record; after all where none does. */
const placeOf = (record: ServerRecord): number => {
  const at = LAUNCHERS.findIndex((launcher) => launcher.target(record) !== null);
  return at < 0 ? LAUNCHERS.length : at;
};

/**
 * The ways to one server that its record names, each as a record of that way alone, in the order in which they are tried:
 * packages as the launchers stand in their list, then the remote. A record with one way is its own.
 */
export const waysOf = (record: ServerRecord): ServerRecord[] => {
  const { packages = [], remotes = [] } = record;
  if (isOwn(record) || packages.length + Math.min(1, remotes.length) < 2) return [record];
  const distinct = [...new Map(packages.toReversed().map((pkg) => [identityOf(pkg), pkg])).values()].reverse();
  const single = distinct
    .map((pkg): ServerRecord => ({ ...record, packages: [pkg], remotes: [] }))
    .filter((way) => placeOf(way) < LAUNCHERS.length)
    .sort((a, b) => placeOf(a) - placeOf(b))
    .slice(0, MAX_PACKAGES);
  const ways = remotes.length > 0 ? [...single, { ...record, packages: [] }] : single;
  return ways.length > 0 ? ways : [record];
};

/** Whether there is no reason to try another way: what was read of this one is its server's list. */
export const isEnough = ({ outcome }: Attempt): boolean => outcome === "listed" || outcome === "incomplete";

const rank = ({ outcome }: Attempt): number => {
  const at = TELLING.indexOf(outcome);
  return at < 0 ? TELLING.length : at;
};

const named = ({ launcher, identifier, outcome }: Attempt): string => `${launcher} ${identifier ?? ""}: ${outcome}`;

/**
 * The attempts on the ways of one record as one: the one that says most, the first of equals, with what else was tried.
 * `at` is its place in the list.
 */
export const asOneAttempt = (attempts: readonly [Attempt, ...Attempt[]]): { attempt: Attempt; at: number } => {
  const [first] = attempts;
  if (attempts.length === 1) return { attempt: first, at: 0 };
  const best = attempts.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  const others = attempts.filter((one) => one !== best);
  const error = best.error === null ? null : printable(`${best.error}\nalso tried ${others.map(named).join("; ")}`);
  const tried = others.map(({ launcher, identifier, outcome, error: why }) => ({
    launcher,
    identifier,
    outcome,
    error: why === null ? null : printable(why, 500),
  }));
  const durationMs = attempts.reduce((sum, one) => sum + one.durationMs, 0);
  const attempt: Attempt = { ...best, startedAt: first.startedAt, durationMs, error, tried };
  return { attempt, at: attempts.indexOf(best) };
};
