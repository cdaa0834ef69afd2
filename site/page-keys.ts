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

/** The pages of a server, its own first, each with a key. */
export type PageKeys = Map<string, string>;

/**
 * Keys that change whenever anything changes that `serverFacts` and `toolFacts` read from the bundle; the neighbours of
 * the tools are not in it. `stamp` stands for all that decides what a page looks like, whatever it shows.
 */
export const bundleKeys = (stamp: string, bundle: ServerBundle): PageKeys => {
  const { tools, spans, ...rest } = bundle;
  const { name, slug, record, listing } = rest.page;
  const own = tools.map((tool) => keyOf(tool));
  const shared = keyOf(stamp, name, slug, record, listing, rest.alias, siblingRows(bundle));
  const keys: PageKeys = new Map([[serverPath(slug), keyOf(stamp, rest, own)]]);
  for (const [at, tool] of tools.entries()) {
    const changes = rest.changes?.filter((change) => change.slug === tool.slug);
    keys.set(toolPath(slug, tool.slug), keyOf(shared, own[at], spans?.get(tool.slug), changes));
  }
  return keys;
};

/** `bundleKeys` of the server `slug` with the neighbours of its tools, by their slugs: all that its pages read. */
export const pageKeys = (
  slug: string,
  keys: PageKeys,
  related: ReadonlyMap<string, readonly RelatedRef[]>,
): PageKeys => {
  const whole = new Map(keys);
  for (const [tool, refs] of related) {
    const path = toolPath(slug, tool);
    const key = keys.get(path);
    if (key !== undefined) whole.set(path, keyOf(key, refs));
  }
  return whole;
};
