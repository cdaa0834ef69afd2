import { hash } from "node:crypto";
import type { RelatedRef, RelatingTool } from "../db/queries/catalogue.ts";
import { siblingRows } from "./catalogue.ts";
import type { ServerBundle } from "./server-bundle.ts";
import { serverPath, toolPath } from "./view/links.ts";

/** A key of 16 hex digits, short because a site has many. */
export const keyOf = (...parts: unknown[]): string => hash("sha256", JSON.stringify(parts)).slice(0, 16);

/** What of the tools of a server relates them to others. */
export const relatingTools = ({ tools }: ServerBundle): RelatingTool[] =>
  tools.map(({ slug, classification: { category, risk, capabilities } }) => ({ slug, category, risk, capabilities }));

/**
 * The pages of a server, its own first, each with a key that changes whenever anything changes that `serverFacts` and
 * `toolFacts` read for it. `stamp` stands for all that decides what a page looks like, whatever it shows; `related` are
 * the neighbours of its tools by their slugs.
 */
export const pageKeys = (
  stamp: string,
  bundle: ServerBundle,
  related: ReadonlyMap<string, readonly RelatedRef[]>,
): Map<string, string> => {
  const { tools, spans, ...rest } = bundle;
  const { name, slug, record, listing } = rest.page;
  const own = tools.map((tool) => keyOf(tool));
  const shared = keyOf(stamp, name, slug, record, listing, rest.alias, siblingRows(bundle));
  const keys = new Map([[serverPath(slug), keyOf(stamp, rest, own)]]);
  for (const [at, tool] of tools.entries()) {
    const changes = rest.changes?.filter((change) => change.slug === tool.slug);
    const key = keyOf(shared, own[at], spans?.get(tool.slug), changes, related.get(tool.slug));
    keys.set(toolPath(slug, tool.slug), key);
  }
  return keys;
};
