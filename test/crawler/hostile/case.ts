import type { Outcome } from "../../../db/records/outcome.ts";

/** One hostile behaviour and what the crawler must make of it. */
export interface HostileCase {
  /** The number of its kind: several cases may be of one. */
  row: number;
  /** The behaviour's name: the argument of the program that shows it. */
  id: string;
  /** What it does, in words for people. */
  does: string;
  outcome: Outcome;
  /** What the attempt's error must say; none where it is listed. */
  says?: RegExp;
  /** The number of tools that must be kept. */
  tools?: number;
  /** What must hold of each tool's description. */
  each?: RegExp;
  /** What the notes beside the attempt must say. */
  notes?: RegExp;
  /** What is told at once, not at the deadline: within so many ms. */
  withinMs?: number;
  /** Only ever started in a sandbox that is proved. */
  sandboxed?: true;
  /** The deadline of the attempt, in ms; default: `deadlineOf`. */
  deadlineMs?: number;
}

/**
 * The deadline of a case, in ms: short where it is what ends the attempt, and long where the server's own doing ends it,
 * since on a busy machine its start alone may take seconds.
 */
export const deadlineOf = ({ outcome, deadlineMs }: Pick<HostileCase, "outcome" | "deadlineMs">): number =>
  deadlineMs ?? (outcome === "timeout" ? 1_500 : 20_000);
