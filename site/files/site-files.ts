import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { shippedAccuracy } from "../../classifier/accuracy.ts";
import type { CatalogueCounts } from "../../db/queries/catalogue.ts";
import { CHANGE_LEVELS } from "../../db/records/change.ts";
import { RISKS } from "../../db/records/classification.ts";
import { CONTRACTS } from "../../db/records/contracts.ts";
import { ENTRY_KINDS } from "../entries.ts";
import type { Entry } from "../entry.ts";
import type { Manifest } from "../manifest.ts";
import { ASSETS, FOREVER } from "../served-headers.ts";
import { securityHeaders } from "../style.ts";
import type { Survey } from "../survey.ts";
import { API_VERSION, apiPath, picturePath } from "../view/links.ts";
import { statisticsView } from "../view/statistics-view.ts";
import { type Address, atLeast, jsonFeedOf, rssOf, xmlText } from "./feeds.ts";
import { decoded, markdownOfPage } from "./html-markdown.ts";
import { entryMarkdown, type Link } from "./markdown.ts";
import { signsPicture } from "./pictures.ts";
import type { FileWriter } from "./put.ts";

/** Addresses in one sitemap; the protocol allows 50,000. */
const SITEMAP = 40_000;

export type SiteFiles = {
  files: FileWriter;
  outDir: string;
  counts: CatalogueCounts;
  survey: Survey;
  entries: ReadonlyMap<string, readonly Entry[]>;
  pages: Manifest;
  /** Pages that are made on every build. */
  fixed: readonly string[];
  /** The site's address, without which there is no sitemap. */
  origin: string | null;
  address: Address;
  link: Link;
  csp: string;
};

const writeFeeds = ({ files, outDir, survey, address }: SiteFiles): void => {
  const { changes } = survey;
  for (const level of CHANGE_LEVELS) {
    const [name, title] =
      level === "none"
        ? ["changes", "Changes of MCP tools"]
        : [`changes-${level}`, `Changes of MCP tools, ${level} and above`];
    const place = { title, home: "/changes/", self: `/feeds/${name}.json` };
    files.put(join(outDir, "feeds", `${name}.xml`), rssOf(atLeast(changes, level), place, address));
    files.put(join(outDir, "feeds", `${name}.json`), jsonFeedOf(atLeast(changes, level), place, address));
  }
};

const writeSitemaps = ({ files, outDir, pages, fixed, address, origin }: SiteFiles): void => {
  const robots = ["User-agent: *", "Allow: /"];
  if (origin) {
    const paths = [...fixed, ...ENTRY_KINDS.map(({ id }) => `/${id}/`), ...pages.keys()];
    const parts = Math.ceil(paths.length / SITEMAP);
    for (let part = 0; part < parts; part++) {
      const urls = paths
        .slice(part * SITEMAP, (part + 1) * SITEMAP)
        .map((path) => `<url><loc>${xmlText(address(path), 2000)}</loc></url>`);
      files.put(
        join(outDir, `sitemap-${part + 1}.xml`),
        `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("\n")}\n</urlset>\n`,
      );
    }
    const maps = Array.from(
      { length: parts },
      (_, part) => `<sitemap><loc>${address(`/sitemap-${part + 1}.xml`)}</loc></sitemap>`,
    );
    files.put(
      join(outDir, "sitemap.xml"),
      `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${maps.join("")}</sitemapindex>\n`,
    );
    robots.push(`Sitemap: ${address("/sitemap.xml")}`);
  }
  files.put(join(outDir, "robots.txt"), `${robots.join("\n")}\n`);
};

const writeApi = ({ files, outDir, counts, survey, entries }: SiteFiles): void => {
  const api = join(outDir, `api/v${API_VERSION}`);
  for (const [name, schema] of Object.entries(CONTRACTS)) {
    const text = JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), null, 2);
    files.put(join(api, "schemas", `${name}.json`), `${text}\n`);
  }
  files.put(join(api, "accuracy.json"), JSON.stringify(shippedAccuracy()));
  for (const [kind, list] of entries)
    for (const entry of list)
      files.put(
        join(outDir, apiPath(`/${kind}/${entry.slug}/`)),
        JSON.stringify({ version: API_VERSION, kind, ...entry }),
      );
  files.put(
    join(api, "index.json"),
    JSON.stringify(
      {
        version: API_VERSION,
        counts,
        grades: Object.fromEntries(survey.grades),
        bulk: ["tools.jsonl", "tools.csv", "servers.jsonl", "servers.csv", "names.jsonl"],
        changes: "changes/index.json",
        accuracy: "accuracy.json",
        schemas: Object.keys(CONTRACTS).map((name) => `schemas/${name}.json`),
        tools: "tools/SERVER/TOOL.json",
        servers: "servers/SERVER.json",
        kinds: Object.fromEntries([...entries].map(([kind, list]) => [kind, list.map(({ slug }) => slug)])),
        feeds: ["/feeds/changes.xml", "/feeds/changes.json"],
      },
      null,
      2,
    ),
  );
};

const writeLlms = ({ files, outDir, counts, link }: SiteFiles): void => {
  const lines = [
    "# toolrisk",
    "",
    "> What each MCP tool can do, how sure that is, which words of its definition say so, and the rule to put in front of it.",
    "",
    `${counts.classified} tools of ${counts.servers} servers. Every page has a Markdown twin: put index.md behind its address. No tool is called safe; a page says what was looked at and when.`,
    "",
    "## Data",
    "",
    `- [Index of the API](${link("/api/v1/index.json")})`,
    `- [All verdicts, one a line](${link("/api/v1/tools.jsonl")})`,
    `- [All servers, one a line](${link("/api/v1/servers.jsonl")})`,
    `- [Changes](${link("/feeds/changes.json")})`,
    "",
    "## Pages",
    "",
    `- [How a tool is judged](${link("/method/")})`,
    `- [Statistics](${link("/statistics/")})`,
    ...ENTRY_KINDS.map((kind) => `- [${kind.title}](${link(`/${kind.id}/`)}): ${kind.lead}`),
  ];
  files.put(join(outDir, "llms.txt"), `${lines.join("\n")}\n`);
};

/** The first group of `pattern` in a page, as text. */
const partOf = (html: string, pattern: RegExp): string => decoded(pattern.exec(html)?.[1] ?? "");

/** What a page that is not made from a record holds beyond its text. */
const figuresOf = ({ counts, survey, entries }: SiteFiles, path: string): object => {
  if (path === "/statistics/") return { figures: statisticsView({ counts, survey }) };
  if (path === "/changes/") return { changes: survey.changes };
  if (path === "/method/") return { accuracy: shippedAccuracy() };
  const list = entries.get(path.slice(1, -1));
  return list ? { entries: list.map(({ slug, title, lead, tools }) => ({ slug, title, lead, tools })) } : {};
};

/** The twin and the data of each page that was written as a page: both say what the page says. */
const writePageTwins = (site: SiteFiles): void => {
  const { files, outDir, fixed, origin } = site;
  for (const path of [...fixed, ...ENTRY_KINDS.map(({ id }) => `/${id}/`)]) {
    const html = readFileSync(join(outDir, path, "index.html"), "utf8");
    const markdown = markdownOfPage(html, (href) => `${origin ?? ""}${href}`);
    files.put(join(outDir, path, "index.md"), markdown);
    if (path === "/") continue;
    const title = partOf(html, /<title>([^<]*?)(?: · toolrisk)?<\/title>/);
    const summary = partOf(html, /<meta name="description" content="([^"]*)"/);
    const data = { version: API_VERSION, page: path, title, summary, ...figuresOf(site, path), markdown };
    files.put(join(outDir, apiPath(path)), JSON.stringify(data));
  }
};

/** Everything that is written once for the whole site: data, feeds, sitemaps, and what hosts want to be told. */
export const writeSiteFiles = (site: SiteFiles): void => {
  const { files, outDir, entries, link, csp } = site;
  for (const [kind, list] of entries)
    for (const entry of list) files.put(join(outDir, kind, entry.slug, "index.md"), entryMarkdown(entry, link));
  writePageTwins(site);
  writeFeeds(site);
  writeSitemaps(site);
  writeApi(site);
  writeLlms(site);
  for (const risk of [null, ...RISKS]) files.put(join(outDir, picturePath(risk)), signsPicture(risk));
  const headers = Object.entries(securityHeaders(csp)).map(([name, value]) => `  ${name}: ${value}`);
  files.put(join(outDir, "_headers"), `/*\n${headers.join("\n")}\n/${ASSETS}/*\n  Cache-Control: ${FOREVER}\n`);
  // GitHub Pages leaves out what begins with an underscore unless this file is there.
  files.put(join(outDir, ".nojekyll"), "");
};
