import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AstroInlineConfig, type AstroIntegration, build } from "astro";
import { closeDatabase, openDatabase } from "../db/open.ts";
import { catalogueCounts } from "../db/queries/catalogue.ts";
import { snapshotDatabase } from "../db/queries/snapshot.ts";
import { indexTools, serverFacts, serverKey, serverRows, toolFacts, toolPaths } from "./catalogue.ts";
import { type SiteContext, setContext } from "./context.ts";
import { writeBeside } from "./files-beside.ts";
import { contentPolicy, styleSheet } from "./style.ts";
import { hrefFrom } from "./view/links.ts";
import { serverView } from "./view/server-view.ts";
import { riskiestFirst, toolView } from "./view/tool-view.ts";
import { roughCount } from "./view/wording.ts";

/** How far a build is; `total` is an estimate until the first page is written. */
export type Progress = { pages: number; total: number };

export type BuildOptions = {
  /** The working folder, which holds the database and gets the caches. */
  home: string;
  /** Where the site is written; made where missing. Files that do not belong to the site are removed from it. */
  outDir: string;
  /**
   * The address under which the site will be published, such as `https://example.org/` or, in a folder,
   * `https://example.org/tools/`. Links inside the site begin with its path; without it they begin at the root, and no
   * page names its own address.
   */
  siteUrl?: string;
  /** Where "contact" leads: an http, https or mailto address. Default: the project's issue tracker. */
  contactUrl?: string;
  onProgress?: (progress: Progress) => void;
  /** Cancels the build; what was written so far stays unpublished in the cache. */
  signal?: AbortSignal;
};

export type BuildResult = { pages: number; ms: number };

const CONTACT = "https://github.com/toolrisk/toolrisk/issues/new";
const HERE = dirname(fileURLToPath(import.meta.url));

/** Hex SHA-256 of everything of ours that decides what a page looks like. */
const sourceStamp = async (): Promise<string> => {
  const files: string[] = [];
  for await (const file of glob("**/*.{ts,js,astro,css}", { cwd: HERE })) files.push(file);
  const texts = await Promise.all(
    files.sort().map(async (file) => `${file}\n${await readFile(join(HERE, file), "utf8")}`),
  );
  return hash("sha256", texts.join("\n"));
};

const contactOf = (given: string | undefined): string => {
  if (given === undefined) return CONTACT;
  if (!/^(https?:\/\/|mailto:)/i.test(given))
    throw new TypeError(`${given}: a contact address begins with https:, http: or mailto:`);
  return given;
};

/** The origin and the path of the published site; throws a TypeError for what is no http or https address. */
const placeOf = (siteUrl: string | undefined): { origin: string | null; base: string } => {
  if (siteUrl === undefined) return { origin: null, base: "/" };
  const url = URL.parse(siteUrl);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new TypeError(`${siteUrl}: the address of a site begins with https:// or http://`);
  return { origin: url.origin, base: url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/` };
};

/** Lets Astro put the bundle of the pages where `build.server` says, and not below the current directory. */
const keepServerFiles: AstroIntegration = {
  name: "toolrisk",
  hooks: {
    "astro:config:done": ({ setAdapter }) =>
      setAdapter({
        name: "toolrisk",
        entrypointResolution: "auto",
        adapterFeatures: { buildOutput: "static", preserveBuildServerDir: true },
        supportedAstroFeatures: { staticOutput: "stable", sharpImageService: "stable" },
      }),
  },
};

/**
 * Builds the static catalogue from the database of `home` into `outDir`. Reads one snapshot, so that every page shows
 * the same counts while a crawl goes on. Throws a `DatabaseError`, a `TypeError` for a wrong address, and the signal's
 * reason when cancelled. One build at a time in a process.
 */
export const buildSite = async (options: BuildOptions): Promise<BuildResult> => {
  const began = performance.now();
  const { home, outDir, signal, onProgress } = options;
  const { origin, base } = placeOf(options.siteUrl);
  const contactUrl = contactOf(options.contactUrl);
  signal?.throwIfAborted();
  // Astro asks this before it says anything to anybody; a build here tells nobody.
  process.env.ASTRO_TELEMETRY_DISABLED = "1";

  const work = join(home, "cache", "site");
  await mkdir(work, { recursive: true, mode: 0o700 });
  const file = join(work, "snapshot.db");
  const original = await openDatabase(home);
  try {
    await snapshotDatabase(original, file);
  } finally {
    await closeDatabase(original);
  }
  const db = await openDatabase(home, { file, readOnly: true });
  try {
    const counts = await catalogueCounts(db);
    const servers = await serverRows(db);
    const listed = servers.filter((server) => server.tools > 0).length;
    const style = styleSheet();
    const csp = contentPolicy(style);
    const size = {
      tools: roughCount(counts.classified, "tool"),
      servers: roughCount(counts.servers, "MCP server"),
      listed: roughCount(listed, "server"),
    };
    const href = hrefFrom(base);
    const stamp = hash("sha256", JSON.stringify([await sourceStamp(), base, origin, contactUrl, size]));
    let pages = 0;
    const total = counts.classified + counts.servers + 3;
    const context: SiteContext = {
      href,
      origin,
      contactUrl,
      style,
      csp,
      size,
      hasGuard: ["ts", "js"].some((ending) => existsSync(join(HERE, `../cli/commands/guard.${ending}`))),
      onPage() {
        signal?.throwIfAborted();
        pages++;
        if (pages % 50 === 0 || pages === total) onProgress?.({ pages, total });
      },
      pages: {
        home: async () => ({ counts, servers, tools: riskiestFirst(await indexTools(db, servers, counts)) }),
        async *serverSlugs() {
          for (const { slug } of servers) yield { slug, cacheKey: serverKey(await serverFacts(db, slug), stamp) };
        },
        server: async (slug) => serverView(await serverFacts(db, slug)),
        toolSlugs: () => toolPaths(db, stamp),
        tool: async (serverSlug, toolSlug) => toolView(await toolFacts(db, serverSlug, toolSlug)),
      },
    };
    setContext(context);
    try {
      const config: AstroInlineConfig = {
        configFile: false,
        // Astro takes files outside of its root for files below it.
        root: HERE,
        srcDir: join(HERE, "src"),
        publicDir: join(HERE, "public"),
        outDir,
        cacheDir: join(work, "cache"),
        base,
        ...(origin && { site: origin }),
        output: "static",
        trailingSlash: "ignore",
        // The other setting removes a line break between two words of a sentence.
        compressHTML: true,
        logLevel: "silent",
        devToolbar: { enabled: false },
        integrations: [keepServerFiles],
        build: { format: "directory", concurrency: 4, server: join(work, "server") },
        vite: {
          cacheDir: join(work, "vite"),
          build: { assetsInlineLimit: 0 },
          // The bundle of the pages lies where no node_modules are found.
          environments: { prerender: { resolve: { noExternal: true } } },
        },
      };
      // `sync` writes types for editors below the root, which may be a folder of a package that cannot be written.
      const noSync: Parameters<typeof build>[1] & { sync: boolean } = { sync: false };
      await build(config, noSync);
    } finally {
      setContext(null);
    }
    signal?.throwIfAborted();
    await writeBeside(db, servers, outDir, csp, signal);
    onProgress?.({ pages, total: pages });
    return { pages, ms: Math.round(performance.now() - began) };
  } finally {
    await closeDatabase(db);
    for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix, { force: true });
  }
};
