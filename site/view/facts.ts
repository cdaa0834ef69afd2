import type { Combination } from "../../classifier/finding.ts";
import type { Grade } from "../../classifier/grade.ts";
import type { Attempt } from "../../db/records/attempt.ts";
import type { Capability, Category, Classification, Finding, Risk } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { Decision } from "../../db/records/policy.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import type { Format } from "../../policy/format.ts";
import type { DatedChange } from "../server-changes.ts";
import type { ServerLook } from "../server-looks.ts";

/*
 * What the pages are made from, read from one snapshot of the database. Only tools that have a verdict have a page; a
 * server has one whatever came of it.
 */

/** A tool as lists show it. */
export type ToolRow = {
  name: string;
  slug: string;
  category: Category;
  risk: Risk;
  confidence?: number;
  description?: string;
  /** Where the list goes over several servers. */
  server?: string;
  serverSlug?: string;
  /** Why it stands beside another tool. */
  because?: string;
};

export type ServerRow = {
  name: string;
  slug: string;
  title: string;
  description: string;
  outcome: Outcome;
  /** Tools with a verdict, in all and by risk. */
  tools: number;
  byRisk: Record<Risk, number>;
};

export type ServerFacts = {
  name: string;
  slug: string;
  record: ServerRecord;
  sources: string[];
  firstSeenAt: string;
  lastSeenAt: string | null;
  /** The latest attempt, whatever came of it. */
  attempt: Attempt;
  /** The attempt that the tools come from. */
  listing: Attempt | null;
  rows: ToolRow[];
  /** Tools that were listed but have no verdict yet. */
  unjudged: number;
  /** Tools that a complete listing lacked. */
  removed: { name: string; slug: string; removedAt: string }[];
  /** The policy of the whole server as text; null without tools. */
  policy: string | null;
  /** The same in every other format; empty where the server has too many tools for its page to hold them all. */
  formats: FormatText[];
  /** The formats that the page leads to instead. */
  linkedFormats: FormatName[];
  /** What the server is called in the policies that name it. */
  alias: string;
  /** The decisions on all tools by profile, in the order of `rows`; empty without tools. */
  decisions: Record<string, Decision[]>;
  /** Complete listings that differ from the one before, newest first; the first is what `rows` shows. */
  looks: ServerLook[];
  /** Of each of `rows`. */
  capabilities: Capability[][];
  findings: Pick<Finding, "rule" | "level">[][];
  fingerprints: string[];
  /** Newest first; null where there was only one look. */
  changes: DatedChange[] | null;
  grade: Grade;
  combinations: Combination[];
};

/** A span of time in which the tool had one definition. */
export type Version = { fingerprint: string; firstSeenAt: string; lastSeenAt: string };

/** A format by the product that reads it. */
export type FormatName = Pick<Format, "id" | "product" | "readBy">;

/** A policy in one format, as its page shows it. */
export type FormatText = FormatName & {
  fileName: string;
  text: string;
  cannotExpress: readonly string[];
};

/** How a server is called on the pages: its title where it has one. */
export const titleOf = (server: { name: string; title?: string | null }): string => server.title?.trim() || server.name;

export type ToolFacts = {
  server: { name: string; slug: string; record: ServerRecord };
  slug: string;
  definition: Definition;
  firstSeenAt: string;
  lastSeenAt: string;
  versions: Version[];
  /** Newest first. */
  changes: DatedChange[];
  classification: Classification;
  decision: Decision;
  /** The text of policy.json for this tool alone, and what that format could not say. */
  policy: string;
  cannotExpress: string[];
  /** The decision in every other format. */
  formats: FormatText[];
  /** Other tools of the server, riskiest first, as many as a page has room for; and how many there are in all. */
  siblings: ToolRow[];
  siblingCount: number;
  listing: Attempt;
  related: ToolRow[];
};
