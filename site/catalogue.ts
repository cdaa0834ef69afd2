import { hash } from "node:crypto";
import type { Db } from "../db/open.ts";
import {
  type CatalogueCounts,
  listServers,
  listTools,
  readServerBySlug,
  readToolPage,
  relatedTools,
  type ToolInList,
  toolIds,
} from "../db/queries/catalogue.ts";
import type { Classification } from "../db/records/classification.ts";
import { textOf } from "../db/records/definition.ts";
import type { Decision } from "../db/records/policy.ts";
import { decide } from "../policy/decide.ts";
import { aliasOf } from "../policy/format.ts";
import { policyJson } from "../policy/formats/policy-json.ts";
import { type ServerFacts, type ServerRow, type ToolFacts, type ToolRow, titleOf } from "./view/facts.ts";

/** Tools past which the index lists no longer every one of them. */
const MOST_ON_INDEX = 1_000;

type Judged = ToolInList & { classification: Classification; decision: Decision };

const isJudged = (tool: ToolInList): tool is ToolInList & { classification: Classification } =>
  tool.classification !== null;

/** Tools with their verdicts; the decision is made here where none was saved. */
const judged = (tools: ToolInList[]): Judged[] =>
  tools
    .filter(isJudged)
    .map((tool) => ({ ...tool, decision: tool.decision ?? decide(tool.classification, tool.definition) }));

const rowOf = (tool: Judged): ToolRow => ({
  name: tool.name,
  slug: tool.slug,
  category: tool.classification.category,
  risk: tool.classification.risk,
  confidence: tool.classification.confidence,
  description: textOf(tool.definition, "description"),
});

const policyOf = (decisions: Decision[], serverName: string) =>
  policyJson.render(decisions, { alias: aliasOf(serverName), serverName });

/** Every server for lists, by name. */
export const serverRows = async (db: Db): Promise<ServerRow[]> =>
  (await listServers(db)).map((server) => ({
    name: server.name,
    slug: server.slug,
    title: titleOf(server),
    description: server.description ?? "",
    outcome: server.outcome,
    tools: Object.values(server.byRisk).reduce((sum, n) => sum + n, 0),
    byRisk: server.byRisk,
  }));

/** The tools of the index: all of a small catalogue, none of one that does not fit on a page. */
export const indexTools = async (db: Db, servers: ServerRow[], counts: CatalogueCounts): Promise<ToolRow[]> => {
  if (counts.classified > MOST_ON_INDEX) return [];
  const rows: ToolRow[] = [];
  for (const server of servers) {
    if (server.tools === 0) continue;
    const tools = judged(await listTools(db, server.name));
    rows.push(...tools.map((tool) => ({ ...rowOf(tool), server: server.title, serverSlug: server.slug })));
  }
  return rows;
};

/** What the page of one server is made from; throws when the slug names none. */
export const serverFacts = async (db: Db, slug: string): Promise<ServerFacts> => {
  const server = await readServerBySlug(db, slug);
  if (!server) throw new Error(`${db.file}: no server has the slug ${slug}`);
  const all = await listTools(db, server.name);
  const tools = judged(all);
  const decisions = tools.map((tool) => tool.decision);
  return {
    name: server.name,
    slug: server.slug,
    record: server.record,
    sources: server.sources.map(({ source }) => source),
    firstSeenAt: server.firstSeenAt,
    lastSeenAt: server.lastSeenAt,
    attempt: server.latestAttempt,
    listing: server.listing,
    rows: tools.map(rowOf),
    unjudged: all.length - tools.length,
    removed: server.removedTools.map(({ name, removedAt }) => ({ name, removedAt })),
    policy: decisions.length > 0 ? policyOf(decisions, server.name).text : null,
  };
};

/** What the page of one tool is made from; throws when the slugs name none, or one without a verdict. */
export const toolFacts = async (db: Db, serverSlug: string, toolSlug: string): Promise<ToolFacts> => {
  const page = await readToolPage(db, serverSlug, toolSlug);
  const [tool] = page ? judged([page]) : [];
  if (!page || !tool) throw new Error(`${db.file}: no tool with a verdict has the slugs ${serverSlug}/${toolSlug}`);
  const { text, cannotExpress } = policyOf([tool.decision], page.server.name);
  return {
    server: { name: page.server.name, slug: page.server.slug, record: page.server.record },
    slug: page.slug,
    definition: page.definition,
    firstSeenAt: page.firstSeenAt,
    lastSeenAt: page.lastSeenAt,
    removedAt: page.removedAt,
    versions: page.history,
    classification: tool.classification,
    decision: tool.decision,
    policy: text,
    cannotExpress,
    siblings: page.siblings.flatMap(({ name, slug, category, risk, confidence }) =>
      category && risk ? [{ name, slug, category, risk, ...(confidence !== null && { confidence }) }] : [],
    ),
    listing: page.attempt,
    related: (await relatedTools(db, serverSlug, toolSlug)).flatMap(
      ({ server, serverSlug: other, tool: name, toolSlug: slug, category, risk, because }) =>
        category && risk ? [{ name, slug, category, risk, server, serverSlug: other, because }] : [],
    ),
  };
};

export type ToolPath = { serverSlug: string; toolSlug: string; cacheKey: string };

/** Every tool that has a page, with a key that changes when what the page shows does. */
export async function* toolPaths(db: Db, stamp: string): AsyncIterable<ToolPath> {
  let server = "";
  let withVerdict = new Set<string>();
  for await (const id of toolIds(db)) {
    if (id.serverSlug !== server) {
      server = id.serverSlug;
      withVerdict = new Set(judged(await listTools(db, id.server)).map(({ slug }) => slug));
    }
    if (!withVerdict.has(id.toolSlug)) continue;
    const { serverSlug, toolSlug } = id;
    yield { serverSlug, toolSlug, cacheKey: hash("sha256", `${stamp} ${id.cacheKey}`) };
  }
}

/** A key that changes when anything that the page of the server shows does. */
export const serverKey = (facts: ServerFacts, stamp: string): string =>
  hash("sha256", `${stamp} ${JSON.stringify(facts)}`);
