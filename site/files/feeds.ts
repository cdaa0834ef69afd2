import { CHANGE_LEVELS, type ChangeLevel } from "../../db/records/change.ts";
import type { ListedChange } from "../survey.ts";
import { serverPath, toolPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";

/** Text inside XML: characters that XML cannot have are replaced, the rest is escaped. */
export const xmlText = (text: string, most = 500): string =>
  plainLine(text, most)
    .replace(/[\ufffe\uffff]/g, "�")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");

export type FeedPlace = { title: string; home: string; self: string };

/** The address of a page; absolute where the site's own address is known. */
export type Address = (path: string) => string;

const pathOf = (change: ListedChange): string =>
  change.slug ? toolPath(change.serverSlug, change.slug) : serverPath(change.serverSlug);

const titleOf = ({ tool, serverTitle, kinds }: ListedChange): string =>
  plainLine(`${tool === null ? serverTitle : `${tool} (${serverTitle})`}: ${kinds[0]}`, 160);

/** What tells one change from another, so that a reader shows each once: its place in the order of all is never given twice. */
const idOf = (change: ListedChange): string => `toolrisk:${change.serverSlug}:${change.id}`;

export const rssOf = (changes: readonly ListedChange[], place: FeedPlace, address: Address): string => {
  const items = changes.map(
    (change) =>
      `<item><title>${xmlText(titleOf(change))}</title><link>${xmlText(address(pathOf(change)), 2000)}</link>` +
      `<guid isPermaLink="false">${xmlText(idOf(change))}</guid><pubDate>${new Date(change.at).toUTCString()}</pubDate>` +
      `<category>${change.level}</category><description>${xmlText(change.says.join("; "), 1000)}</description></item>`,
  );
  const head =
    `<title>${xmlText(place.title)}</title><link>${xmlText(address(place.home), 2000)}</link>` +
    `<description>What changed in the definitions of MCP tools, graded by meaning</description>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>${head}${items.join("")}</channel></rss>\n`;
};

export const jsonFeedOf = (changes: readonly ListedChange[], place: FeedPlace, address: Address): string =>
  JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: place.title,
    home_page_url: address(place.home),
    feed_url: address(place.self),
    items: changes.map((change) => ({
      id: idOf(change),
      url: address(pathOf(change)),
      title: titleOf(change),
      content_text: plainLine(change.says.join("; "), 1000),
      date_published: change.at,
      tags: [change.level, ...change.kinds],
      _toolrisk: {
        about: "https://github.com/toolrisk/toolrisk/blob/main/docs/changes.md",
        cursor: change.id,
        server: change.server,
        tool: change.tool,
      },
    })),
  });

/** Changes that one feed holds. */
const MOST = 200;

/** The first changes that are at least as serious as `level`, as many as a feed holds. */
export const atLeast = (changes: readonly ListedChange[], level: ChangeLevel): ListedChange[] =>
  changes.filter((change) => CHANGE_LEVELS.indexOf(change.level) >= CHANGE_LEVELS.indexOf(level)).slice(0, MOST);
