import type { Pages, SharedContext, SiteContext } from "./context.ts";
import { ENTRY_KINDS } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { hrefFrom } from "./view/links.ts";

/** The context of a thread that renders only the pages that it gives; `entries` by their kinds. */
export const contextOf = (
  shared: SharedContext,
  pages: Partial<Pages>,
  entries: ReadonlyMap<string, readonly Entry[]> = new Map(),
): SiteContext => {
  const elsewhere = (): never => {
    throw new Error("this page is rendered by another thread");
  };
  return {
    ...shared,
    href: hrefFrom(shared.base),
    kinds: ENTRY_KINDS.map(({ id, title, lead }) => ({ id, title, lead, entries: entries.get(id) ?? [] })),
    pages: {
      home: elsewhere,
      statistics: elsewhere,
      changes: elsewhere,
      ownServer: elsewhere,
      server: elsewhere,
      tool: elsewhere,
      ...pages,
    },
  };
};
