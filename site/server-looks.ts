import type { Db } from "../db/open.ts";
import { readToolPage, type ToolSpan } from "../db/queries/catalogue.ts";
import type { Capability, Category, Risk } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import type { ServerBundle } from "./server-bundle.ts";

/** A tool as one complete listing showed it; `slug` where it still has a page. */
export type ToolThen = {
  name: string;
  slug: string | null;
  fingerprint: string;
  category: Category;
  risk: Risk;
  capabilities: readonly Capability[];
};

/** What one complete listing showed: when it began, of which version of the package, and its tools as judged today. */
export type ServerLook = { at: string; version: string | null; tools: ToolThen[] };

/** Looks that can be compared with the latest. */
const MOST = 8;

type Course = { name: string; slug: string | null; spans: readonly ToolSpan[] };
type Seen = { name: string; slug: string | null; fingerprint: string; definition: Definition };

/** What of each tool stood at an instant; spans begin and end with listings, so none is cut. */
const standing = (courses: readonly Course[], at: string): Seen[] =>
  courses.flatMap(({ name, slug, spans }) => {
    const span = spans.find(
      ({ firstSeenAt, removedAt }) => firstSeenAt <= at && (removedAt === null || removedAt > at),
    );
    return span ? [{ name, slug, fingerprint: span.fingerprint, definition: span.definition }] : [];
  });

const sameTools = (a: readonly Seen[], b: readonly Seen[]): boolean =>
  a.length === b.length && a.every(({ fingerprint }, index) => fingerprint === b[index]?.fingerprint);

/**
 * The complete listings that differ from the one before, newest first, at most 8; the first shows the current tools. An
 * earlier one is judged here by today's classifier, all its tools together, so that two looks differ by what the server
 * said and not by what was learned since. Empty where no tool ever differed.
 */
export const serverLooks = async (db: Db, { page, tools, changes }: ServerBundle): Promise<ServerLook[]> => {
  const listings = page.attempts.filter(({ outcome }) => outcome === "listed");
  if (listings.length < 2 || changes === null || changes.length === 0) return [];
  // Loaded late: most servers have one look, and each thread of a build would hold a model of its own.
  const { classifyServer } = await import("../classifier/classify.ts");
  const historyOf = async (slug: string): Promise<readonly ToolSpan[]> =>
    (await readToolPage(db, page.slug, slug))?.history ?? [];
  const courses: Course[] = [];
  for (const { name, slug } of tools) courses.push({ name, slug, spans: await historyOf(slug) });
  for (const { name, slug } of page.removedTools) courses.push({ name, slug: null, spans: await historyOf(slug) });
  const server = { name: page.name, description: page.record.description };
  const looks: ServerLook[] = [];
  let later: Seen[] = [];
  for (const { startedAt, version } of listings) {
    const seen = standing(courses, new Date(startedAt).toISOString());
    const [latest] = looks;
    // Of listings that show the same, the earliest says since when it stood.
    if (latest && sameTools(seen, later)) {
      const same = looks.at(-1);
      if (same) Object.assign(same, { at: startedAt, version });
      continue;
    }
    if (looks.length === MOST) break;
    later = seen;
    const verdicts =
      looks.length === 0
        ? seen.map(({ slug }) => tools.find((tool) => tool.slug === slug)?.classification)
        : classifyServer({ server, tools: seen.map(({ definition }) => definition) });
    looks.push({
      at: startedAt,
      version,
      tools: seen.flatMap(({ name, slug, fingerprint }, index) => {
        const verdict = verdicts[index];
        if (!verdict) return [];
        const { category, risk, capabilities } = verdict;
        return [{ name, slug, fingerprint, category, risk, capabilities }];
      }),
    });
  }
  return looks.length > 1 ? looks : [];
};
