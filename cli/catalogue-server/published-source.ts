import PQueue from "p-queue";
import { z } from "zod";
import type { StoredChange } from "../../db/queries/changes.ts";
import { CHANGE_LEVELS } from "../../db/records/change.ts";
import { ClassificationSchema } from "../../db/records/classification.ts";
import { DefinitionSchema } from "../../db/records/definition-schema.ts";
import { GradeSchema } from "../../db/records/grade.ts";
import { OutcomeSchema } from "../../db/records/outcome.ts";
import { DecisionSchema } from "../../db/records/policy.ts";
import { CombinationSchema } from "../../db/records/report.ts";
import { nearest, splits } from "../../db/target-names.ts";
import { type PublishedName, PublishedNameSchema } from "../../site/files/bulk.ts";
import { PublishedChangeSchema, PublishedChangesSchema } from "../../site/files/changes.ts";
import { searcher } from "../../site/search/find.ts";
import { wordsOf } from "../../site/search/words.ts";
import { API_VERSION, apiPath, serverPath, toolPath } from "../../site/view/links.ts";
import { PublishedError, type ReadPublished } from "./published-files.ts";
import { type CatalogueSource, type KnownTool, NotKnown } from "./source.ts";

/** How long the list of names and the search index are taken for current, in ms. */
const FRESH_MS = 300_000;
/** Files of one server that are read at once. */
const AT_ONCE = 8;
const SLUG = z.string().regex(/^[\w.-]+$/);

const IndexSchema = z.object({ version: z.literal(API_VERSION) });
const BriefSchema = ClassificationSchema.pick({ category: true, risk: true, confidence: true, capabilities: true });
const ServerSchema = z.object({
  name: z.string(),
  attempt: z.object({ outcome: OutcomeSchema }),
  listing: z.object({ version: z.string().nullable(), protocolVersion: z.string().nullable() }).nullable(),
  lastSeenAt: z.string().nullable(),
  grade: GradeSchema,
  combinations: z.array(CombinationSchema),
  unjudged: z.int().nonnegative(),
  tools: z.array(
    BriefSchema.extend({
      name: z.string(),
      slug: SLUG,
      findings: z.array(ClassificationSchema.shape.findings.element.pick({ rule: true, level: true })),
    }),
  ),
});
const ToolSchema = z.object({
  definition: DefinitionSchema,
  classification: ClassificationSchema,
  decision: DecisionSchema,
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
});

/** What one list of names tells, and when it was read. */
interface Directory {
  readAt: number;
  byName: Map<string, PublishedName>;
  byPackage: Map<string, PublishedName[]>;
  byAddress: Map<string, PublishedName[]>;
}

const group = (
  names: readonly PublishedName[],
  keys: (one: PublishedName) => string[],
): Map<string, PublishedName[]> => {
  const groups = new Map<string, PublishedName[]>();
  for (const one of names) for (const key of keys(one)) groups.set(key, [...(groups.get(key) ?? []), one]);
  return groups;
};

const linesOf = <Line>(text: string, schema: z.ZodType<Line>): Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => schema.parse(JSON.parse(line)));

/** The data of a published site as the catalogue of the server. */
class PublishedSource implements CatalogueSource {
  readonly asksElsewhere: boolean;
  readonly #read: ReadPublished;
  #directory: Promise<Directory> | null = null;
  #search: { ask: ReturnType<typeof searcher>; since: number } | null = null;

  constructor(read: ReadPublished, asksElsewhere: boolean) {
    this.#read = read;
    this.asksElsewhere = asksElsewhere;
  }

  /** Data of another shape than this version writes is an error that names the file. */
  async parsed<Content>(path: string, take: (text: string) => Content): Promise<Content> {
    const text = await this.#read(path.replace(/^\//, ""));
    try {
      return take(text);
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll("\n", " ") : (error as Error).message;
      throw new PublishedError(`${path} is not what this version reads: ${why.slice(0, 300)}`, { cause: error });
    }
  }

  json<Content>(path: string, schema: z.ZodType<Content>): Promise<Content> {
    return this.parsed(path, (text) => schema.parse(JSON.parse(text)));
  }

  async #names(): Promise<Directory> {
    const known = await this.#directory?.catch(() => null);
    if (known && known.readAt > Date.now() - FRESH_MS) return known;
    this.#directory = this.parsed(`/api/v${API_VERSION}/names.jsonl`, (text) => {
      const names = linesOf(text, PublishedNameSchema).sort((a, b) =>
        (a.lastSeenAt ?? "") < (b.lastSeenAt ?? "") ? 1 : -1,
      );
      return {
        readAt: Date.now(),
        byName: new Map(names.map((one) => [one.server, one])),
        byPackage: group(names, ({ packages }) => packages),
        byAddress: group(names, ({ addresses }) => addresses),
      };
    });
    return this.#directory;
  }

  #page(slug: string): Promise<z.infer<typeof ServerSchema>> {
    return this.json(apiPath(serverPath(slug)), ServerSchema);
  }

  async find(target: string): Promise<{ slug: string; tool?: string }> {
    const { byName } = await this.#names();
    const matches = splits(target).flatMap(({ server, tool }) => {
      const known = byName.get(server);
      return known ? [{ slug: known.slug, server, tool }] : [];
    });
    for (const { slug, tool } of matches) {
      if (tool === undefined) return { slug };
      if ((await this.#page(slug)).tools.some(({ name }) => name === tool)) return { slug, tool };
    }
    const [longest] = matches;
    if (!longest)
      throw new NotKnown(
        [`no server is called ${JSON.stringify(target)}`, ...nearest(target, [...byName.keys()])].join("\n"),
      );
    const names = (await this.#page(longest.slug)).tools.map(({ name }) => name);
    const near = nearest(longest.tool ?? "", names).map((name) => `${longest.server}/${name}`);
    const says = `the server ${JSON.stringify(longest.server)} has no tool called ${JSON.stringify(longest.tool)}`;
    throw new NotKnown([says, ...near].join("\n"));
  }

  async server(slug: string) {
    const { name, attempt, listing, lastSeenAt, grade, tools, unjudged, combinations } = await this.#page(slug);
    return {
      name,
      outcome: attempt.outcome,
      lastSeenAt,
      version: listing?.version ?? null,
      protocolVersion: listing?.protocolVersion ?? null,
      grade,
      tools: tools.map(({ name: tool, slug: _, ...verdict }) => ({ tool, ...verdict })),
      unjudged,
      combinations,
    };
  }

  async tools(slug: string, wanted?: string): Promise<KnownTool[]> {
    const { tools } = await this.#page(slug);
    const named = tools.filter(({ name }) => wanted === undefined || name === wanted);
    const queue = new PQueue({ concurrency: AT_ONCE });
    return queue.addAll(
      named.map(({ name, slug: tool }) => async () => ({
        name,
        ...(await this.json(apiPath(toolPath(slug, tool)), ToolSchema)),
      })),
    );
  }

  async search(query: string, limit: number) {
    if (wordsOf(query).length === 0) return { servers: [], tools: [] };
    if (!this.#search || this.#search.since < Date.now() - FRESH_MS) {
      const read = (file: string): Promise<unknown> => this.parsed(`/search/${file}`, JSON.parse);
      this.#search = { ask: searcher(read), since: Date.now() };
    }
    const { ask } = this.#search;
    const wish = { text: query, risks: [], categories: [] };
    const [servers, tools] = await Promise.all([
      ask({ ...wish, kind: "server" }, limit),
      ask({ ...wish, kind: "tool" }, limit),
    ]);
    const bySlug = new Map([...(await this.#names()).byName.values()].map((one) => [one.slug, one]));
    const slugsOf = (path: string): string[] => path.split("/").slice(2, -1);
    return {
      servers: servers.results.flatMap(([, path, , , , says]) => {
        const known = bySlug.get(slugsOf(path)[0] ?? "");
        return known ? [{ name: known.server, description: says, lastSeenAt: known.lastSeenAt }] : [];
      }),
      tools: tools.results.flatMap(([tool, path, , risk, category]) => {
        const known = bySlug.get(slugsOf(path)[0] ?? "");
        return known ? [{ server: known.server, tool, risk, category }] : [];
      }),
    };
  }

  async changes({ since = 0, server, level = "info", limit = 100 }: Parameters<CatalogueSource["changes"]>[0]) {
    const folder = `/api/v${API_VERSION}/changes`;
    const { cursor, perFile, files } = await this.json(`${folder}/index.json`, PublishedChangesSchema);
    const least = CHANGE_LEVELS.indexOf(level);
    const found: StoredChange[] = [];
    // The file that holds `since` may hold what follows it.
    for (const file of files.filter((number) => (number + 1) * perFile > since)) {
      const changes = await this.parsed(`${folder}/${file}.jsonl`, (text) => linesOf(text, PublishedChangeSchema));
      for (const change of changes) {
        if (change.id <= since || CHANGE_LEVELS.indexOf(change.level) < least) continue;
        if (server !== undefined && change.server !== server) continue;
        if (found.length === limit) return { changes: found, cursor: found.at(-1)?.id ?? since, more: true };
        found.push(change);
      }
    }
    return { changes: found, cursor: Math.max(since, cursor), more: false };
  }

  async serversBehind(reached: { identifier: string } | { url: string }): Promise<string[]> {
    const { byPackage, byAddress } = await this.#names();
    const found = "url" in reached ? byAddress.get(reached.url) : byPackage.get(reached.identifier);
    return (found ?? []).map(({ server }) => server);
  }
}

/**
 * The catalogue of a published site. Throws a PublishedError where the place holds no data of this version; afterwards a
 * question throws one for a file that cannot be read.
 */
export const openPublished = async (read: ReadPublished, asksElsewhere: boolean): Promise<CatalogueSource> => {
  const source = new PublishedSource(read, asksElsewhere);
  await source.json(`/api/v${API_VERSION}/index.json`, IndexSchema);
  return source;
};
