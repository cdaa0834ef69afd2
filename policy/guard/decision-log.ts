import { closeSync, openSync, writeSync } from "node:fs";

/** One decision, as a line of the log has it. Arguments are named and never told. */
export type LogEntry = {
  /** ISO 8601, UTC. */
  time: string;
  grant: string;
  tool: string;
  verdict: "allow" | "deny";
  /** Which part of the policy decided: see `Verdict` in enforce.ts; or `(no policy)`, `(no count)`, `(malformed)`. */
  rule: string;
  /** The text that the agent got; only of a denial. */
  text?: string;
  /** The names of the arguments, each cut at 100 characters, at most 50. */
  arguments: string[];
};

const MOST_NAMES = 50;
const LONGEST_NAME = 100;

export const argumentNames = (args: unknown): string[] =>
  args && typeof args === "object" && !Array.isArray(args)
    ? Object.keys(args)
        .slice(0, MOST_NAMES)
        .map((name) => name.slice(0, LONGEST_NAME))
    : [];

/**
 * A log of JSON lines, each written whole and at once before the call goes on, so that no call passes unlogged. Throws
 * where the line cannot be written, which must deny the call.
 */
export class DecisionLog {
  readonly #descriptor: number;
  readonly #owned: boolean;

  /** Appends to a file, created with access for its owner only, or writes to a descriptor that is open (2: stderr). */
  constructor(target: string | number) {
    this.#owned = typeof target === "string";
    this.#descriptor = typeof target === "string" ? openSync(target, "a", 0o600) : target;
  }

  write(entry: LogEntry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(this.#descriptor, line, written);
  }

  close(): void {
    if (this.#owned) closeSync(this.#descriptor);
  }
}
