import type { Combination } from "../classifier/finding.ts";
import { combinationsOf } from "../classifier/findings.ts";
import { type Grade, gradeOf } from "../classifier/grade.ts";
import type { Db } from "../db/open.ts";
import {
  listSpans,
  listTools,
  readServerBySlug,
  type ServerPage,
  type ToolInList,
  type ToolSpan,
} from "../db/queries/catalogue.ts";
import type { Classification } from "../db/records/classification.ts";
import type { Decision } from "../db/records/policy.ts";
import { decide } from "../policy/decide.ts";
import { aliasOf } from "../policy/format.ts";
import { type DatedChange, serverChanges } from "./server-changes.ts";

/** A tool with its verdict and the decision on it. */
export type JudgedTool = ToolInList & { classification: Classification; decision: Decision };

/** One server with everything that its own page and the pages of its tools are made from. */
export type ServerBundle = {
  page: ServerPage;
  /** The current tools that have a verdict, in the server's order. */
  tools: JudgedTool[];
  /** Current tools without a verdict. */
  unjudged: number;
  /** Newest first; null where there was only one look. */
  changes: DatedChange[] | null;
  /** The spans in which each tool had one definition, by its slug; null where there was only one look. */
  spans: Map<string, Omit<ToolSpan, "definition">[]> | null;
  grade: Grade;
  combinations: Combination[];
  /** What the server is called in the policies that name it. */
  alias: string;
};

const DAY = 86_400_000;

const isJudged = (tool: ToolInList): tool is ToolInList & { classification: Classification } =>
  tool.classification !== null;

/** Reads one server with all of its tools. Throws when none has the slug. */
export const readBundle = async (db: Db, slug: string): Promise<ServerBundle> => {
  const page = await readServerBySlug(db, slug);
  if (!page) throw new Error(`${db.file}: no server has the slug ${slug}`);
  const all = await listTools(db, page.name);
  const tools = all
    .filter(isJudged)
    .map((tool) => ({ ...tool, decision: tool.decision ?? decide(tool.classification, tool.definition) }));
  const changes = await serverChanges(db, page, tools);
  // Ages count from the latest look and not from today, so that the same database gives the same pages.
  const recent = Date.parse(page.latestAttempt.startedAt) - 90 * DAY;
  const remote = page.listing?.launcher === "remote";
  return {
    page,
    tools,
    unjudged: all.length - tools.length,
    changes,
    spans: changes && (await listSpans(db, page.name)),
    grade: gradeOf({
      outcome: page.listing ? "listed" : page.latestAttempt.outcome,
      tools,
      posture: remote ? "open" : page.listing?.registryType ? "local" : "unknown",
      changes: changes?.filter(({ at }) => Date.parse(at) >= recent) ?? null,
    }),
    combinations: combinationsOf([
      {
        server: page.name,
        classifications: tools.map((tool) => tool.classification),
        definitions: tools.map((tool) => tool.definition),
      },
    ]),
    alias: aliasOf(page.name),
  };
};
