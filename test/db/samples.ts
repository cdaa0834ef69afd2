import type { TestContext } from "node:test";
import type { Db } from "../../db/open.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import type { Attempt, AttemptResult } from "../../db/records/attempt.ts";
import type { Classification } from "../../db/records/classification.ts";
import { type Definition, fingerprintOf } from "../../db/records/definition.ts";
import type { Decision } from "../../db/records/policy.ts";
import type { ServerRecord } from "../../db/records/server.ts";

/** The n-th minute of a day: attempts get later as `n` grows. */
export const minute = (n: number): string => new Date(Date.UTC(2026, 0, 5, 0, n)).toISOString();

export const recordOf = (name: string, more: Partial<ServerRecord> = {}): ServerRecord => ({ name, ...more });

export const attemptOf = (server: string, at: string, more: Partial<Attempt> = {}): Attempt => ({
  server,
  source: "records",
  launcher: "npm",
  registryType: null,
  identifier: null,
  version: null,
  integrity: null,
  startedAt: at,
  durationMs: 12.5,
  outcome: "listed",
  error: null,
  doNext: null,
  protocolVersion: "2025-06-18",
  serverInfo: { name: "sample", version: "1.0.0" },
  instructions: null,
  toolCount: 0,
  ...more,
});

export const toolOf = (name: string, description = `does ${name}`): Definition => ({
  name,
  description,
  inputSchema: { type: "object", properties: { path: { type: "string" } } },
});

export const resultOf = (
  server: string,
  at: string,
  tools: Definition[],
  more: Partial<Attempt> = {},
): AttemptResult => ({
  attempt: attemptOf(server, at, { toolCount: tools.length, ...more }),
  tools,
});

/** Saves a complete listing of `server`, `n` minutes into the day. */
export const list = async (db: Db, server: string, n: number, tools: Definition[]): Promise<void> =>
  saveAttempt(db, recordOf(server), resultOf(server, minute(n), tools));

export const verdictOf = (server: string, tool: Definition, more: Partial<Classification> = {}): Classification => ({
  server,
  tool: tool.name,
  fingerprint: fingerprintOf(tool),
  category: "Read",
  risk: "Low",
  confidence: 0.9,
  capabilities: [],
  evidence: [],
  rationale: "It only looks.",
  findings: [],
  classifier: { method: "rules", version: "1" },
  ...more,
});

export const decisionOf = (tool: Definition, action: Decision["action"], reason = "for its risk"): Decision => ({
  tool: tool.name,
  category: "Read",
  risk: "Low",
  capabilities: [],
  action,
  rules: [],
  suggestions: [],
  operations: [],
  reason,
  warnings: [],
});

/** Collects an async iterable. */
export const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};

/** A small generator of repeatable numbers in [0, 1) (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** The seed of this run: `SEED` of the environment, else a new one; print it. */
export const seedOf = (t: TestContext): number => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
  t.diagnostic(`SEED=${seed}`);
  return seed;
};
