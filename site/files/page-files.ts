import { join } from "node:path";
import type { RetiredPages } from "../../db/queries/retired-pages.ts";
import type { ServerFacts, ToolFacts } from "../view/facts.ts";
import { API_VERSION, apiPath, serverPath, toolPath } from "../view/links.ts";
import type { ServerView } from "../view/server-view.ts";
import type { ToolView } from "../view/tool-view.ts";
import { gradeBadge } from "./badge.ts";
import { type Address, jsonFeedOf, rssOf } from "./feeds.ts";
import { type Link, serverMarkdown, toolMarkdown } from "./markdown.ts";
import type { FileWriter } from "./put.ts";

/** What stands beside the page of a tool: its policy, its Markdown twin and its data. */
export const writeToolFiles = (
  files: FileWriter,
  outDir: string,
  facts: ToolFacts,
  view: ToolView,
  link: Link,
): void => {
  const path = toolPath(facts.server.slug, facts.slug);
  const folder = join(outDir, path);
  files.put(join(folder, "policy.json"), facts.policy);
  files.put(join(folder, "index.md"), toolMarkdown(view, link));
  files.put(
    join(outDir, apiPath(path)),
    JSON.stringify({
      version: API_VERSION,
      page: path,
      server: { name: facts.server.name, slug: facts.server.slug, page: serverPath(facts.server.slug) },
      slug: facts.slug,
      definition: facts.definition,
      classification: facts.classification,
      decision: facts.decision,
      policy: JSON.parse(facts.policy) as unknown,
      firstSeenAt: facts.firstSeenAt,
      lastSeenAt: facts.lastSeenAt,
      versions: facts.versions.map(({ fingerprint, firstSeenAt, lastSeenAt }) => ({
        fingerprint,
        firstSeenAt,
        lastSeenAt,
      })),
      changes: facts.changes,
      listing: facts.listing,
    }),
  );
};

/** A page where one stood that is gone: says so, leads on, and tells search engines that nothing is here. */
const movedPage = (to: string, says: string, next: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>No longer listed</title><meta name="robots" content="noindex"><meta http-equiv="refresh" content="0;url=${to}"><p>${says} <a href="${to}">${next}</a>.</p></html>\n`;

/** Puts pages that lead to the catalogue where a server stood that no source has any more, and its tools. */
export const writeRetired = (files: FileWriter, outDir: string, { slug, tools }: RetiredPages, link: Link): void => {
  const page = movedPage(link("/"), "No source has this server any more.", "Go to the catalogue");
  for (const path of [serverPath(slug), ...tools.map((tool) => toolPath(slug, tool))])
    files.put(join(outDir, path, "index.html"), page);
};

/** What stands beside the page of a server: its policy, badge, feeds, Markdown twin and data. */
export const writeServerFiles = (
  files: FileWriter,
  outDir: string,
  facts: ServerFacts,
  view: ServerView,
  link: Link,
  address: Address,
): void => {
  const path = serverPath(facts.slug);
  const folder = join(outDir, path);
  if (facts.policy !== null) files.put(join(folder, "policy.json"), facts.policy);
  files.put(join(folder, "badge.svg"), gradeBadge(facts.grade));
  files.put(join(folder, "index.md"), serverMarkdown(view, link));
  for (const { slug } of facts.removed)
    files.put(
      join(outDir, toolPath(facts.slug, slug), "index.html"),
      movedPage(link(`${path}#changes`), "The server no longer lists this tool.", "See the server and what changed"),
    );
  if (facts.looks.length > 1) files.put(join(folder, "looks.json"), JSON.stringify(facts.looks));
  const changes = (facts.changes ?? []).map((change) => ({
    ...change,
    serverSlug: facts.slug,
    serverTitle: view.name,
  }));
  const place = { title: `Changes of ${view.name}`, home: path, self: `${path}changes.json` };
  files.put(join(folder, "changes.xml"), rssOf(changes, place, address));
  files.put(join(folder, "changes.json"), jsonFeedOf(changes, place, address));
  files.put(
    join(outDir, apiPath(path)),
    JSON.stringify({
      version: API_VERSION,
      page: path,
      name: facts.name,
      slug: facts.slug,
      record: facts.record,
      sources: facts.sources,
      attempt: facts.attempt,
      listing: facts.listing,
      firstSeenAt: facts.firstSeenAt,
      lastSeenAt: facts.lastSeenAt,
      grade: facts.grade,
      combinations: facts.combinations,
      changes: facts.changes,
      unjudged: facts.unjudged,
      alias: facts.alias,
      decisions: facts.decisions,
      looks: facts.looks.map(({ at, version }) => ({ at, version })),
      tools: facts.rows.map(({ name, slug, category, risk, confidence }, at) => ({
        name,
        slug,
        category,
        risk,
        confidence,
        capabilities: facts.capabilities[at],
        findings: facts.findings[at],
        fingerprint: facts.fingerprints[at],
        data: apiPath(toolPath(facts.slug, slug)),
      })),
    }),
  );
};
