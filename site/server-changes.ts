import { changesBetween } from "../classifier/change.ts";
import { classifyServer } from "../classifier/classify.ts";
import type { Db } from "../db/open.ts";
import { readToolPage, type ServerPage } from "../db/queries/catalogue.ts";
import type { Change } from "../db/records/change.ts";
import type { Classification } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";

/** A change with the listing that showed it first, ISO 8601, and the tool's slug where it still has a page. */
export type DatedChange = Change & { at: string; slug: string | null };

type Current = { slug: string; definition: Definition; classification: Classification; firstSeenAt: string };

/** More complete listings than this are not looked for: the newest attempts are what a page shows. */
const isListing = (attempt: { outcome: string }): boolean => attempt.outcome === "listed";

/**
 * What changed on a server since it was first listed, newest first; null where there was only one complete listing. An
 * earlier definition is judged here by today's classifier, among today's siblings, so that two looks differ by what
 * the server said and not by what we have learned since.
 */
export const serverChanges = async (
  db: Db,
  page: ServerPage,
  tools: readonly Current[],
): Promise<DatedChange[] | null> => {
  const listings = page.attempts.filter(isListing);
  const first = page.attempts.length < 20 ? listings.at(-1) : undefined;
  if (listings.length < 2) return null;
  const server = { name: page.name, description: page.record.description };
  const judge = (definition: Definition): Classification => {
    const others = tools.map((tool) => tool.definition).filter((other) => other.name !== definition.name);
    const [verdict] = classifyServer({ server, tools: [definition, ...others] });
    if (!verdict) throw new Error(`${page.name}: no verdict on an earlier definition`);
    return verdict;
  };
  const changes: DatedChange[] = [];
  for (const tool of tools) {
    const history = (await readToolPage(db, page.slug, tool.slug))?.history ?? [];
    const now = { definition: tool.definition, classification: tool.classification };
    const oldest = history[0];
    if (oldest && first && oldest.firstSeenAt > first.startedAt) {
      const then =
        history.length > 1 ? { definition: oldest.definition, classification: judge(oldest.definition) } : now;
      for (const change of changesBetween(page.name, [], [then]))
        changes.push({ ...change, at: oldest.firstSeenAt, slug: tool.slug });
    }
    for (const [index, span] of history.entries()) {
      const before = history[index - 1];
      if (!before) continue;
      const after =
        index === history.length - 1 ? now : { definition: span.definition, classification: judge(span.definition) };
      const old = { definition: before.definition, classification: judge(before.definition) };
      for (const change of changesBetween(page.name, [old], [after]))
        changes.push({ ...change, at: span.firstSeenAt, slug: tool.slug });
    }
  }
  for (const { name, slug, removedAt } of page.removedTools) {
    const last = (await readToolPage(db, page.slug, slug))?.history.at(-1);
    const gone = last && { definition: last.definition, classification: judge(last.definition) };
    if (gone)
      for (const change of changesBetween(page.name, [gone], []))
        changes.push({ ...change, tool: name, at: removedAt, slug: null });
  }
  return changes.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
};
