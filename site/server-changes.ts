import type { Db } from "../db/open.ts";
import type { ServerPage, ToolInList } from "../db/queries/catalogue.ts";
import { newestChanges, type StoredChange } from "../db/queries/changes.ts";

/** A change with its place in the order of all, and the tool's slug where it still has a page. */
export type DatedChange = StoredChange & { slug: string | null };

/** Changes of one server that its page and feeds hold. */
const MOST = 500;

/** The page of the tool that a change is about: the one that has the definition now, else the first of its name. */
const slugOf = ({ tool, after }: StoredChange, tools: readonly ToolInList[]): string | null => {
  const named = tools.filter(({ name }) => name === tool);
  return (named.find(({ fingerprint }) => fingerprint === after) ?? named[0])?.slug ?? null;
};

/**
 * What changed on a server since it was first looked at, as it was graded once for every reader; newest first, at most
 * 500. Null where there was only one complete listing and nothing to compare it with.
 */
export const serverChanges = async (
  db: Db,
  page: ServerPage,
  tools: readonly ToolInList[],
): Promise<DatedChange[] | null> => {
  const changes = await newestChanges(db, { server: page.name, limit: MOST });
  if (changes.length === 0 && page.attempts.filter(({ outcome }) => outcome === "listed").length < 2) return null;
  return changes.map((change) => ({ ...change, slug: slugOf(change, tools) }));
};
