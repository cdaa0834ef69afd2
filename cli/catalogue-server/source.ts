import type { ChangesWanted, StoredChange } from "../../db/queries/changes.ts";
import type { Classification, Finding } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Grade } from "../../db/records/grade.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { Decision } from "../../db/records/policy.ts";
import type { Report } from "../../db/records/report.ts";

/** What was asked for is not there; the message is the answer. */
export class NotKnown extends Error {
  override readonly name = "NotKnown";
}

/** What a list shows of a verdict. */
export type BriefVerdict = Pick<Classification, "tool" | "category" | "risk" | "confidence" | "capabilities"> & {
  findings: readonly Pick<Finding, "rule" | "level">[];
};

/** A server: how it was looked at, what its tools can do, and its grade. */
export interface KnownServer {
  name: string;
  outcome: Outcome;
  /** When its whole list was read the last time, ISO 8601; null: never. */
  lastSeenAt: string | null;
  version: string | null;
  protocolVersion: string | null;
  grade: Grade;
  /** The current tools that have a verdict, in the server's order. */
  tools: BriefVerdict[];
  /** Current tools without one. */
  unjudged: number;
  combinations: Report["combinations"];
}

/** A tool with everything that is known of it. */
export interface KnownTool {
  name: string;
  definition: Definition;
  classification: Classification;
  decision: Decision;
  firstSeenAt: string;
  lastSeenAt: string;
}

/** Where the catalogue's server has its answers from. Reads only. */
export interface CatalogueSource {
  /** Whether somebody else's machine is asked: a question then names to it which servers and tools it is about. */
  readonly asksElsewhere: boolean;
  /** What "SERVER[/TOOL]" names; `slug` is what the other questions take. Throws a NotKnown that says what is near. */
  find(target: string): Promise<{ slug: string; tool?: string }>;
  server(slug: string): Promise<KnownServer>;
  /** The current, judged tools of a server, in its order; only those called `name` where it is given. */
  tools(slug: string, name?: string): Promise<KnownTool[]>;
  search(
    query: string,
    limit: number,
  ): Promise<{
    servers: { name: string; description: string | null; lastSeenAt: string | null }[];
    tools: { server: string; tool: string; category: string | null; risk: string | null }[];
  }>;
  changes(wanted: ChangesWanted): Promise<{ changes: StoredChange[]; cursor: number; more: boolean }>;
  /** The names of the servers that a package ships or an address serves, the one seen last first. */
  serversBehind(reached: { identifier: string } | { url: string }): Promise<string[]>;
}
