import type { Db } from "../../db/open.ts";
import { listServers, listTools } from "../../db/queries/catalogue.ts";
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

/** Every current tool by the slugs of its page, server by server. */
export const toolSlugs = async (db: Db): Promise<{ serverSlug: string; toolSlug: string }[]> => {
  const found = [];
  for (const { name, slug: serverSlug } of await listServers(db))
    for (const { slug: toolSlug } of await listTools(db, name)) found.push({ serverSlug, toolSlug });
  return found;
};
