import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize } from "node:v8";
import { closeDatabase, openDatabase } from "../db/open.ts";
import { catalogueCounts, serverIds } from "../db/queries/catalogue.ts";
import { retiredPages } from "../db/queries/retired-pages.ts";
import { snapshotDatabase } from "../db/queries/snapshot.ts";
import { buildUnits } from "./build-pool.ts";
import type { UnitFindings } from "./build-servers.ts";
import { serverRows } from "./catalogue.ts";
import { type Pages, type SharedContext, setContext } from "./context.ts";
import { ENTRY_KINDS } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { BulkFiles } from "./files/bulk.ts";
import { writeChanges } from "./files/changes.ts";
import { writeRetired } from "./files/page-files.ts";
import { FileWriter } from "./files/put.ts";
import { writeSiteFiles } from "./files/site-files.ts";
import { gradeChanges } from "./grade-changes.ts";
import { contextOf } from "./make-context.ts";
import { holds, keepManifest, type Manifest, openManifest, prunePages, SiteError } from "./manifest.ts";
import { ownServer } from "./own-server.ts";
import { keyOf } from "./page-keys.ts";
import { copyPageFiles, loadRenderer, pageBundle } from "./page-renderer.ts";
import { IndexWriter } from "./search/write-index.ts";
import { contentPolicy, styleSheets } from "./style.ts";
import { firstTools, Survey } from "./survey.ts";
import { openUnitCache, UnitCache } from "./unit-cache.ts";
import { unitsOf } from "./units.ts";
import { API_VERSION, hrefFrom } from "./view/links.ts";
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

/**
 * Builds the static catalogue from the database of `home` into `outDir`. Reads one snapshot, so that every page shows
 * the same counts while a crawl goes on; what has not changed since the last build of the same folder is left as it is,
 * and the result is the same to the byte as when all is built anew. Throws
 * a `DatabaseError`, a `SiteError` that says what to do, and the signal's reason when cancelled. One build at a time in
 * a process.
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
  try {
    const counts = await catalogueCounts(db);
    const ids = await serverIds(db);
    const styles = styleSheets();
    const csp = contentPolicy(styles);
    const size = {
      tools: roughCount(counts.classified, "tool"),
      servers: roughCount(counts.servers, "MCP server"),
      listed: roughCount(ids.filter(({ judged }) => judged > 0).length, "server"),
    };
    const hasGuard = ["ts", "js"].some((ending) => existsSync(join(HERE, `../cli/commands/guard.${ending}`)));
    const shared: SharedContext = { base, origin, contactUrl, styles, csp, size, hasGuard };
    const source = await sourceStamp();
    const stamp = keyOf(source, base, origin, contactUrl, size, hasGuard);
    const address = (path: string): string => `${origin ?? ""}${hrefFrom(base)(path)}`;

    const bundle = await pageBundle(work, keyOf(source, base, origin), { base, origin }, signal);
    const known = await openManifest(work, outDir);
    await copyPageFiles(bundle, outDir);
    const cache = openUnitCache(work, outDir);
    const kept = new Set<string>();
    const files = new FileWriter();
    const survey = new Survey();
    const wanted: Manifest = new Map();
    const search = new IndexWriter(files, join(outDir, "search"));
    const bulk = new BulkFiles(join(outDir, "api/v1"));
    let pages = 0;
    const counted = ids.reduce((sum, { judged }) => sum + 1 + judged, 0);
    await buildUnits(
      { home, file, outDir, bundle, shared, stamp, cache },
      unitsOf(ids, known),
      (result) => {
        const findings = deserialize(result.findings) as UnitFindings;
        for (const [path, key] of result.pages) wanted.set(path, key);
        survey.merge(findings.survey);
        search.add(findings.index);
        bulk.add(findings.bulk);
        kept.add(result.kept);
        pages += result.written;
        onProgress?.({ pages: wanted.size, total: counted });
      },
      signal,
    );
    bulk.close();
    search.close();

    const entries = new Map<string, readonly Entry[]>(ENTRY_KINDS.map((kind) => [kind.id, kind.entries(survey)]));
    const changed: string[] = [...FIXED, "/404"];
    for (const [kind, list] of entries) {
      changed.push(`/${kind}/`);
      for (const entry of list) {
        const [path, key] = [`/${kind}/${entry.slug}/`, keyOf(stamp, entry)];
        wanted.set(path, key);
        if (!holds(outDir, known, path, key)) changed.push(path);
      }
    }
    const slugs = new Set(ids.map(({ slug }) => slug));
    // What is gone of a server that is still there was taken away with its unit.
    const gone = [...known.keys()].filter((path) => {
      const [, kind, slug = ""] = path.split("/");
      return !wanted.has(path) && !((kind === "servers" || kind === "tools") && slugs.has(slug));
    });
    prunePages(outDir, gone);
    for (const retired of await retiredPages(db)) writeRetired(files, outDir, retired, address);
    const servers = await serverRows(db);
    const own: Partial<Pages> = {
      home: () => ({ counts, servers, tools: firstTools(survey) }),
      statistics: () => ({ counts, survey }),
      changes: () => survey.changes,
      ownServer,
    };
    setContext(contextOf(shared, own, entries));
    try {
      const render = await loadRenderer(bundle, base);
      for (const path of changed) {
        signal?.throwIfAborted();
        files.put(join(outDir, path === "/404" ? "404.html" : `${path}index.html`), await render(path));
      }
    } finally {
      setContext(null);
    }
    pages += changed.length;
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
    new UnitCache(cache).prune(kept);
    await keepManifest(work, outDir, wanted);
    onProgress?.({ pages, total: pages });
    return { pages, ms: Math.round(performance.now() - began) };
  } finally {
    await closeDatabase(db);
    for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix, { force: true });
  }
};
