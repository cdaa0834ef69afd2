import type { Db } from "../db/open.ts";
import { listServers, type RelatedTool } from "../db/queries/catalogue.ts";
import { textOf } from "../db/records/definition.ts";
import type { Decision } from "../db/records/policy.ts";
import { decideAll } from "../policy/decide.ts";
import type { Format } from "../policy/format.ts";
import { policyJson } from "../policy/formats/policy-json.ts";
import { PROFILES } from "../policy/profile.ts";
import { OTHER_FORMATS, policyTexts } from "./policy-texts.ts";
import type { JudgedTool, ServerBundle } from "./server-bundle.ts";
import { serverLooks } from "./server-looks.ts";
import {
  type FormatName,
  type FormatText,
  type ServerFacts,
  type ServerRow,
  type ToolFacts,
  type ToolRow,
  titleOf,
} from "./view/facts.ts";
import { ROOMS, riskiestFirst } from "./view/tool-view.ts";

/** A tool as lists show it; with its server where the list goes over several. */
export const rowOf = (tool: JudgedTool, server?: { title: string; slug: string }): ToolRow => ({
  name: tool.name,
  slug: tool.slug,
  category: tool.classification.category,
  risk: tool.classification.risk,
  confidence: tool.classification.confidence,
  description: textOf(tool.definition, "description"),
  ...(server && { server: server.title, serverSlug: server.slug }),
});

/** Tools of which the page of a server holds the policy in every format: about 70 KB of text, a tenth of it compressed. */
const MOST_WRITTEN_OUT = 24;

const nameOf = ({ id, product, readBy }: Format): FormatName => ({ id, product, readBy });

/** The policy of a whole server or of one tool in each of `OTHER_FORMATS`. */
const formatsOf = (decisions: Decision[], { alias, page }: ServerBundle): FormatText[] => {
  const options = { alias, serverName: page.name };
  const [only] = decisions;
  const texts =
    only && decisions.length === 1
      ? policyTexts(only, options)
      : OTHER_FORMATS.map((format) => format.render(decisions, options));
  return OTHER_FORMATS.map((format, at) => ({
    ...nameOf(format),
    fileName: format.fileName,
    text: texts[at]?.text ?? "",
    cannotExpress: texts[at]?.cannotExpress ?? [],
  }));
};

const policyOf = (decisions: Decision[], { alias, page }: ServerBundle) =>
  policyJson.render(decisions, { alias, serverName: page.name });

/** The decisions on all tools of the server by profile, for those who build their own policy from them. */
const decisionsOf = ({ tools }: ServerBundle): Record<string, Decision[]> =>
  Object.fromEntries(Object.values(PROFILES).map((profile) => [profile.name, decideAll(tools, profile)]));

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

/** What the page of one server is made from. */
export const serverFacts = async (db: Db, bundle: ServerBundle): Promise<ServerFacts> => {
  const { page, tools } = bundle;
  const looks = await serverLooks(db, bundle);
  const decisions = tools.map((tool) => tool.decision);
  const writtenOut = decisions.length > 0 && decisions.length <= MOST_WRITTEN_OUT;
  return {
    name: page.name,
    slug: page.slug,
    record: page.record,
    sources: page.sources.map(({ source }) => source),
    firstSeenAt: page.firstSeenAt,
    lastSeenAt: page.lastSeenAt,
    attempt: page.latestAttempt,
    listing: page.listing,
    rows: tools.map((tool) => rowOf(tool)),
    capabilities: tools.map((tool) => tool.classification.capabilities),
    findings: tools.map((tool) => tool.classification.findings.map(({ rule, level }) => ({ rule, level }))),
    fingerprints: tools.map((tool) => tool.fingerprint),
    unjudged: bundle.unjudged,
    removed: page.removedTools.map(({ name, slug, removedAt }) => ({ name, slug, removedAt })),
    policy: decisions.length > 0 ? policyOf(decisions, bundle).text : null,
    formats: writtenOut ? formatsOf(decisions, bundle) : [],
    linkedFormats: writtenOut ? [] : OTHER_FORMATS.map(nameOf),
    alias: bundle.alias,
    decisions: decisions.length > 0 ? decisionsOf(bundle) : {},
    looks,
    changes: bundle.changes,
    grade: bundle.grade,
    combinations: bundle.combinations,
  };
};

/** The tools of a server as its other tools list them, riskiest first; made once for all of them. */
export const siblingRows = ({ tools }: ServerBundle): ToolRow[] =>
  riskiestFirst(
    tools.map(({ name, slug, classification: { category, risk, confidence } }) => ({
      name,
      slug,
      category,
      risk,
      confidence,
    })),
  );

/** What the page of one tool of a server is made from; `rows` as `siblingRows` gives them. */
export const toolFacts = (
  bundle: ServerBundle,
  tool: JudgedTool,
  related: readonly RelatedTool[],
  rows: readonly ToolRow[],
): ToolFacts => {
  const { page } = bundle;
  if (!page.listing) throw new Error(`${page.name}: it has tools and was never listed`);
  const { text, cannotExpress } = policyOf([tool.decision], bundle);
  const now = { fingerprint: tool.fingerprint, firstSeenAt: tool.firstSeenAt, lastSeenAt: tool.lastSeenAt };
  return {
    server: { name: page.name, slug: page.slug, record: page.record },
    slug: tool.slug,
    definition: tool.definition,
    firstSeenAt: tool.firstSeenAt,
    lastSeenAt: tool.lastSeenAt,
    versions: bundle.spans?.get(tool.slug) ?? [now],
    changes: (bundle.changes ?? []).filter(({ slug }) => slug === tool.slug),
    classification: tool.classification,
    decision: tool.decision,
    policy: text,
    cannotExpress,
    formats: formatsOf([tool.decision], bundle),
    siblings: rows
      .slice(0, ROOMS[0].rows + 1)
      .filter(({ slug }) => slug !== tool.slug)
      .slice(0, ROOMS[0].rows),
    siblingCount: rows.length - 1,
    listing: page.listing,
    related: related.flatMap(({ server, serverSlug, tool: name, toolSlug: slug, category, risk, because }) =>
      category && risk ? [{ name, slug, category, risk, server, serverSlug, because }] : [],
    ),
  };
};
