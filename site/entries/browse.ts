import type { EntryKind } from "../entry.ts";
import type { ListedServer } from "../survey.ts";
import { serverPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";
import { count, figure } from "../view/wording.ts";

/** Servers on one page: enough that few pages are needed, few enough for a phone. */
const ON_PAGE = 250;

const byTitle = (a: ListedServer, b: ListedServer): number => {
  const [left, right] = [a.title.toLowerCase(), b.title.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : a.slug < b.slug ? -1 : 1;
};

export const browse: EntryKind = {
  id: "browse",
  title: "Servers by name",
  lead: "Every server of the catalogue, listed or not, in the order of their names.",
  entries: (survey) => {
    const servers = [...survey.servers].sort(byTitle);
    const pages = Math.max(1, Math.ceil(servers.length / ON_PAGE));
    return Array.from({ length: pages }, (_, at) => {
      const part = servers.slice(at * ON_PAGE, (at + 1) * ON_PAGE);
      const first = at * ON_PAGE + 1;
      const name = (server: ListedServer | undefined): string => plainLine(server?.title ?? "", 40);
      const tools = part.reduce((sum, server) => sum + server.tools, 0);
      return {
        slug: String(at + 1),
        title: pages === 1 ? "All servers" : `Servers, part ${at + 1} of ${pages}`,
        lead:
          part.length === 0
            ? "No server is known yet."
            : `Servers ${figure(first)} to ${figure(first + part.length - 1)} of ${figure(servers.length)}, from ${name(part[0])} to ${name(part.at(-1))}.`,
        tools,
        blocks: [
          {
            links: part.map(({ title, slug, tools, outcome }) => ({
              title: plainLine(title, 80),
              note: tools > 0 ? count(tools, "tool") : outcome,
              path: serverPath(slug),
            })),
          },
          {
            links: [
              ...(at > 0 ? [{ title: "The servers before these", path: `/browse/${at}/` }] : []),
              ...(at + 1 < pages ? [{ title: "The servers after these", path: `/browse/${at + 2}/` }] : []),
            ],
          },
        ],
      };
    });
  },
};
