import { changesBetween } from "../classifier/change.ts";
import { classifyServer } from "../classifier/classify.ts";
import type { Db } from "../db/open.ts";
import { readToolPage, type ServerPage, type ToolSpan } from "../db/queries/catalogue.ts";
import type { Change } from "../db/records/change.ts";
import type { Classification } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";

/** A change with the listing that showed it first, ISO 8601, and the tool's slug where it still has a page. */
export type DatedChange = Change & { at: string; slug: string | null };

type Current = { slug: string; definition: Definition; classification: Classification };

const isListing = (attempt: { outcome: string }): boolean => attempt.outcome === "listed";

type Look = { definition: Definition; classification: Classification };
/** A tool over time, oldest definition first; a removed one ends with its last. */
type Course = {
  name: string;
  slug: string | null;
  spans: readonly ToolSpan[];
  now: Look | null;
  removedAt: string | null;
};

/**
 * Verdicts on earlier definitions: those that stood one look ago are judged together, as siblings of each other, then
 * those of two looks ago, and so on. One classification a look, however many tools changed.
 */
const judgeEarlier = (page: ServerPage, courses: readonly Course[]): Map<ToolSpan, Classification> => {
  const verdicts = new Map<ToolSpan, Classification>();
  const server = { name: page.name, description: page.record.description };
  const deepest = Math.max(0, ...courses.map(({ spans, now }) => spans.length - (now ? 1 : 0)));
  for (let depth = 1; depth <= deepest; depth++) {
    const then = courses.map(({ spans, now }) => spans[Math.max(0, spans.length - depth - (now ? 1 : 0))] ?? spans[0]);
    const given = then.filter((span) => span !== undefined);
    const judged = classifyServer({ server, tools: given.map((span) => span.definition) });
    for (const [at, span] of given.entries()) {
      const verdict = judged[at];
      if (verdict && !verdicts.has(span)) verdicts.set(span, verdict);
    }
  }
  return verdicts;
};

/**
 * What changed on a server since it was first listed, newest first; null where there was only one complete listing. An
 * earlier definition is judged here by today's classifier, so that two looks differ by what the server said and not by
 * what we have learned since.
 */
export const serverChanges = async (
  db: Db,
  page: ServerPage,
  tools: readonly Current[],
): Promise<DatedChange[] | null> => {
  const listings = page.attempts.filter(isListing);
  if (listings.length < 2) return null;
  // The newest 20 attempts are known; a server with more was listed first before them.
  const first = page.attempts.length < 20 ? listings.at(-1) : undefined;
  const courses: Course[] = [];
  for (const { slug, definition, classification } of tools) {
    const spans = (await readToolPage(db, page.slug, slug))?.history ?? [];
    courses.push({ name: definition.name, slug, spans, now: { definition, classification }, removedAt: null });
  }
  for (const { name, slug, removedAt } of page.removedTools) {
    const spans = (await readToolPage(db, page.slug, slug))?.history ?? [];
    courses.push({ name, slug: null, spans, now: null, removedAt });
  }
  const earlier = judgeEarlier(page, courses);
  const changes: DatedChange[] = [];
  for (const { name, slug, spans, now, removedAt } of courses) {
    const looks = spans.map((span, at): Look | null => {
      if (now && at === spans.length - 1) return now;
      const classification = earlier.get(span);
      return classification ? { definition: span.definition, classification } : null;
    });
    const add = (at: string, before: Look | null | undefined, after: Look | null | undefined): void => {
      const found = changesBetween(page.name, before ? [before] : [], after ? [after] : []);
      for (const change of found) changes.push({ ...change, tool: change.tool ?? name, at, slug });
    };
    const [oldest] = spans;
    if (oldest && first && oldest.firstSeenAt > new Date(first.startedAt).toISOString())
      add(oldest.firstSeenAt, null, looks[0]);
    for (const [at, span] of spans.entries()) if (at > 0) add(span.firstSeenAt, looks[at - 1], looks[at]);
    if (removedAt !== null) add(removedAt, looks.at(-1), null);
  }
  return changes.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
};
