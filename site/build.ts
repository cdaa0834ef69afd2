import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { closeDatabase, type Db, openDatabase } from "../db/open.ts";
import { type CatalogueCounts, catalogueCounts, toolIds } from "../db/queries/catalogue.ts";
import { retiredPages } from "../db/queries/retired-pages.ts";
import { snapshotDatabase } from "../db/queries/snapshot.ts";
import { fitsOnIndex, rowOf, serverFacts, serverRows, toolFacts } from "./catalogue.ts";
import type { SiteContext } from "./context.ts";
import { ENTRY_KINDS } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { BulkFiles } from "./files/bulk.ts";
import { writeChanges } from "./files/changes.ts";
import { writeRetired, writeServerFiles, writeToolFiles } from "./files/page-files.ts";
import { FileWriter } from "./files/put.ts";
import { writeSiteFiles } from "./files/site-files.ts";
import { gradeChanges } from "./grade-changes.ts";
import { keepManifest, type Manifest, openManifest, prunePages, SiteError } from "./manifest.ts";
import { renderPages } from "./render.ts";
import { SearchIndex } from "./search/write-index.ts";
import { bundleReader, type ServerBundle } from "./server-bundle.ts";
import { contentPolicy, styleSheets } from "./style.ts";
import { Survey } from "./survey.ts";
import { type ServerRow, type ToolRow, titleOf } from "./view/facts.ts";
import { API_VERSION, hrefFrom, serverPath, toolPath } from "./view/links.ts";
import { serverView } from "./view/server-view.ts";
import { riskiestFirst, toolView } from "./view/tool-view.ts";
import { roughCount } from "./view/wording.ts";

/** How far a build is: first the catalogue is read, then pages are written. */
export type Progress = { pages: number; total: number };

export type BuildOptions = {
  /** The working folder, which holds the database and gets the caches. */
  home: string;
  /**
   * Where the site is written; made where missing. Holds it a site of an earlier build, only what changed is written
   * anew; holds it other files, a SiteError is thrown and nothing is touched.
   */
  outDir: string;
  /**
   * The address under which the site will be published, such as `https://example.org/` or, in a folder,
   * `https://example.org/tools/`. Links inside the site begin with its path; without it they begin at the root, no page
   * names its own address, and there is no sitemap.
   */
  siteUrl?: string;
  /** Where "contact" leads: an http, https or mailto address. Default: the project's issue tracker. */
  contactUrl?: string;
  onProgress?: (progress: Progress) => void;
  /** Cancels the build. The folder then counts as unfinished, and the next build writes all of it. */
  signal?: AbortSignal;
};

export type BuildResult = {
  /** HTML pages that were written; of a site that was built before, those that changed. */
  pages: number;
  ms: number;
};

const CONTACT = "https://github.com/toolrisk/toolrisk/issues/new";
const HERE = dirname(fileURLToPath(import.meta.url));

/** Pages that are written on every build, since they count everything. */
const FIXED = ["/", "/method/", "/about/", "/contact/", "/changes/", "/statistics/", "/builder/", "/compare/"];

/** Hex SHA-256 of all code that decides what a page looks like. */
const sourceStamp = async (): Promise<string> => {
  const root = join(HERE, "..");
  const files: string[] = [];
  const areas = "{site,classifier,policy,db/records}/**/*.{ts,js,astro,css,json}";
  for await (const file of glob(areas, { cwd: root })) if (!/\.d\.ts$|training/.test(file)) files.push(file);
  const hashes = await Promise.all(files.sort().map(async (file) => hash("sha256", await readFile(join(root, file)))));
  return hash("sha256", JSON.stringify([files, hashes]));
};

const contactOf = (given: string | undefined): string => {
  if (given === undefined) return CONTACT;
  if (!/^(https?:\/\/|mailto:)/i.test(given))
    throw new SiteError(`${given}: a contact address begins with https:, http: or mailto:`);
  return given;
};

/** The origin and the path of the published site; throws a SiteError for what is no http or https address. */
const placeOf = (siteUrl: string | undefined): { origin: string | null; base: string } => {
  if (siteUrl === undefined) return { origin: null, base: "/" };
  const url = URL.parse(siteUrl);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new SiteError(`${siteUrl}: the address of a site begins with https:// or http://`);
  return { origin: url.origin, base: url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/` };
};

/** A key of 16 hex digits, short because a site has many. */
const keyOf = (...parts: unknown[]): string => hash("sha256", JSON.stringify(parts)).slice(0, 16);

/** All that the page of a server is made from; definitions are told by their fingerprints. Cheap, unlike `serverFacts`. */
const whatServerShows = ({ tools, ...rest }: ServerBundle): unknown => [
  rest,
  tools.map(({ definition: _, ...tool }) => tool),
];

/** What one walk over the catalogue gives: who has pages, with their keys, and everything that is counted. */
type Walk = { pages: Manifest; survey: Survey; tools: ToolRow[] };

/** Reads the whole catalogue once, one server at a time, and writes the search index and the bulk files. */
const walk = async (
  db: Db,
  bundles: (slug: string) => Promise<ServerBundle>,
  servers: readonly ServerRow[],
  options: {
    stamp: string;
    counts: CatalogueCounts;
    files: FileWriter;
    outDir: string;
    signal: AbortSignal | undefined;
  },
): Promise<Walk> => {
  const { stamp, counts, files, outDir, signal } = options;
  const result: Walk = { pages: new Map(), survey: new Survey(), tools: [] };
  // Both are let go with this function: pages are rendered without them in memory.
  const search = new SearchIndex();
  const bulk = new BulkFiles(join(outDir, "api/v1"));
  const addServer = (bundle: ServerBundle): void => {
    signal?.throwIfAborted();
    result.pages.set(serverPath(bundle.page.slug), keyOf(stamp, whatServerShows(bundle)));
    result.survey.add(bundle);
    search.add(bundle);
    bulk.add(bundle);
    const server = { title: titleOf(bundle.page.record), slug: bundle.page.slug };
    if (fitsOnIndex(counts)) result.tools.push(...bundle.tools.map((tool) => rowOf(tool, server)));
  };
  const withTools = new Set<string>();
  let slugs = new Set<string>();
  let slug = "";
  for await (const { serverSlug, toolSlug, cacheKey } of toolIds(db)) {
    if (serverSlug !== slug) {
      slug = serverSlug;
      const bundle = await bundles(slug);
      slugs = new Set(bundle.tools.map((tool) => tool.slug));
      withTools.add(slug);
      addServer(bundle);
    }
    if (slugs.has(toolSlug)) result.pages.set(toolPath(slug, toolSlug), keyOf(stamp, cacheKey));
  }
  for (const server of servers) if (!withTools.has(server.slug)) addServer(await bundles(server.slug));
  bulk.close();
  search.write(files, join(outDir, "search"));
  await files.flush();
  return result;
};

/** The paths of `kind` that have to be written, split at their slashes. */
const changedPaths = (wanted: Manifest, known: Manifest, kind: string): string[][] =>
  [...wanted]
    .filter(([path, key]) => path.startsWith(`/${kind}/`) && known.get(path) !== key)
    .map(([path]) => path.split("/").slice(2, -1));

/**
 * Builds the static catalogue from the database of `home` into `outDir`. Reads one snapshot, so that every page shows
 * the same counts while a crawl goes on; what has not changed since the last build of the same folder is left as it is,
 * and the result is the same to the byte as when all is built anew. Throws a `DatabaseError`, a `SiteError` that says
 * what to do, and the signal's reason when cancelled. One build at a time in a process.
 */
export const buildSite = async (options: BuildOptions): Promise<BuildResult> => {
  const began = performance.now();
  const { home, outDir, signal, onProgress } = options;
  const { origin, base } = placeOf(options.siteUrl);
  const contactUrl = contactOf(options.contactUrl);
  signal?.throwIfAborted();
  const work = join(home, "cache", "site");
  await mkdir(work, { recursive: true, mode: 0o700 });
  const file = join(work, "snapshot.db");
  const original = await openDatabase(home);
  try {
    // Before the copy: what a page tells must have the place in the order that every other reader sees.
    await gradeChanges(original);
    await snapshotDatabase(original, file);
  } finally {
    await closeDatabase(original);
  }
  const db = await openDatabase(home, { file, readOnly: true });
  const files = new FileWriter();
  try {
    const counts = await catalogueCounts(db);
    const servers = await serverRows(db);
    const bundles = bundleReader(db);
    const styles = styleSheets();
    const csp = contentPolicy(styles);
    const listed = servers.filter((server) => server.tools > 0).length;
    const size = {
      tools: roughCount(counts.classified, "tool"),
      servers: roughCount(counts.servers, "MCP server"),
      listed: roughCount(listed, "server"),
    };
    const href = hrefFrom(base);
    const address = (path: string): string => `${origin ?? ""}${href(path)}`;
    const hasGuard = ["ts", "js"].some((ending) => existsSync(join(HERE, `../cli/commands/guard.${ending}`)));
    const stamp = keyOf(await sourceStamp(), base, origin, contactUrl, size, hasGuard);

    const known = await openManifest(work, outDir);
    const { pages: wanted, survey, tools } = await walk(db, bundles, servers, { stamp, counts, files, outDir, signal });
    const entries = new Map<string, readonly Entry[]>(ENTRY_KINDS.map((kind) => [kind.id, kind.entries(survey)]));
    for (const [kind, list] of entries)
      for (const entry of list) wanted.set(`/${kind}/${entry.slug}/`, keyOf(stamp, entry));

    const changed = [...wanted].filter(([path, key]) => known.get(path) !== key).length;
    const total = changed + FIXED.length + ENTRY_KINDS.length + 1;
    let pages = 0;
    const context: SiteContext = {
      href,
      origin,
      contactUrl,
      styles,
      csp,
      size,
      hasGuard,
      kinds: ENTRY_KINDS.map(({ id, title, lead }) => ({ id, title, lead, entries: entries.get(id) ?? [] })),
      onPage() {
        signal?.throwIfAborted();
        pages++;
        if (pages % 50 === 0) onProgress?.({ pages, total });
      },
      pages: {
        home: () => ({ counts, servers, tools: riskiestFirst(tools) }),
        statistics: () => ({ counts, survey }),
        changes: () => survey.changes,
        entrySlugs: () =>
          [...entries.keys()].flatMap((kind) =>
            changedPaths(wanted, known, kind).map(([slug = ""]) => ({ kind, slug })),
          ),
        serverSlugs: () => changedPaths(wanted, known, "servers").map(([slug = ""]) => slug),
        server: async (slug) => {
          const facts = await serverFacts(db, await bundles(slug));
          const view = serverView(facts);
          await files.ready();
          writeServerFiles(files, outDir, facts, view, address, address);
          return view;
        },
        toolSlugs: () =>
          changedPaths(wanted, known, "tools").map(([serverSlug = "", toolSlug = ""]) => ({ serverSlug, toolSlug })),
        tool: async (serverSlug, toolSlug) => {
          const facts = await toolFacts(db, await bundles(serverSlug), toolSlug);
          const view = toolView(facts);
          await files.ready();
          writeToolFiles(files, outDir, facts, view, address);
          return view;
        },
      },
    };
    // First, so that what leads on from a page that is gone can stand in its place.
    await prunePages(outDir, known, wanted);
    for (const retired of await retiredPages(db)) writeRetired(files, outDir, retired, address);
    await renderPages(context, outDir, work, base);
    signal?.throwIfAborted();
    writeSiteFiles({
      files,
      outDir,
      counts,
      survey,
      entries,
      pages: wanted,
      fixed: FIXED,
      origin,
      address,
      link: address,
      csp,
    });
    await writeChanges(db, files, join(outDir, `api/v${API_VERSION}/changes`), API_VERSION);
    await files.flush();
    await keepManifest(work, outDir, wanted);
    onProgress?.({ pages, total: pages });
    return { pages, ms: Math.round(performance.now() - began) };
  } finally {
    await files.stop();
    await closeDatabase(db);
    for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix, { force: true });
  }
};
