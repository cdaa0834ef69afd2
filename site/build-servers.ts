import { join } from "node:path";
import { serialize } from "node:v8";
import type { Db } from "../db/open.ts";
import { type RelatedIndex, type RelatingTool, relatedIndex, type ServerId } from "../db/queries/catalogue.ts";
import { serverContents } from "../db/queries/server-contents.ts";
import type { Risk } from "../db/records/classification.ts";
import { serverFacts, siblingRows, toolFacts } from "./catalogue.ts";
import { type SharedContext, type SiteContext, setContext, type ToolPage } from "./context.ts";
import { type BulkLines, bulkLines } from "./files/bulk.ts";
import { writeServerFiles, writeToolFiles } from "./files/page-files.ts";
import { FileWriter } from "./files/put.ts";
import { toolBody } from "./html/tool-body.ts";
import { contextOf } from "./make-context.ts";
import { holds, prunePages } from "./manifest.ts";
import { bundleKeys, keyOf, pageKeys, relatingTools } from "./page-keys.ts";
import { loadRenderer, type RenderPage } from "./page-renderer.ts";
import { roomIn } from "./page-room.ts";
import { type IndexPart, PartBuilder } from "./search/index-part.ts";
import { readBundle, type ServerBundle } from "./server-bundle.ts";
import { Survey, type SurveyPart } from "./survey.ts";
import { type FilledPage, type ToolFrame, toolFrame } from "./tool-frame.ts";
import { type KeptUnit, UnitCache } from "./unit-cache.ts";
import type { Unit } from "./units.ts";
import type { ToolFacts } from "./view/facts.ts";
import { hrefFrom, serverPath, toolPath } from "./view/links.ts";
import { type ServerView, serverView } from "./view/server-view.ts";
import { faqData } from "./view/structured-data.ts";
import { ROOMS, roomyParts, toolView } from "./view/tool-view.ts";

/** What came of a unit, for the files that are about the whole catalogue. */
export type UnitResult = {
  at: number;
  /** The name under which the unit is kept for the next build. */
  kept: string;
  /** HTML pages that were written. */
  written: number;
  /** Every page of the unit with its key. */
  pages: [path: string, key: string][];
  /** `UnitFindings`, as `v8.serialize` writes them, which the thread that collects them reads. */
  findings: Uint8Array<ArrayBuffer>;
};

/** What some servers add to pages and files that are about the whole catalogue. */
export type UnitFindings = { survey: SurveyPart; index: IndexPart; bulk: BulkLines };

/** What the keys of one server's pages are made from. */
type ServerKeys = { slug: string; keys: [path: string, key: string][]; tools: RelatingTool[] };

export type ServersOptions = {
  outDir: string;
  /** The folder of the bundled pages. */
  bundle: string;
  shared: SharedContext;
  /** Stands for all that decides what a page looks like, whatever it shows. */
  stamp: string;
  /** The folder of what was found out about units. */
  cache: string;
};

/** Builds the pages of servers and their tools, with the files beside them, on one thread. */
export class ServersBuilder {
  readonly #db: Db;
  readonly #options: ServersOptions;
  readonly #render: RenderPage;
  readonly #related: RelatedIndex;
  readonly #files = new FileWriter();
  readonly #cache: UnitCache;
  #server: ServerView | undefined;
  #tool: ToolPage | undefined;
  readonly #frames = new Map<Risk, { frame: ToolFrame; fits: (filled: FilledPage) => boolean }>();
  readonly #context: SiteContext;

  private constructor(db: Db, options: ServersOptions, render: RenderPage, related: RelatedIndex) {
    this.#db = db;
    this.#options = options;
    this.#render = render;
    this.#related = related;
    this.#cache = new UnitCache(options.cache);
    const shown = <View>(view: View | undefined): View => {
      if (!view) throw new Error("a page was rendered before what it shows was read");
      return view;
    };
    this.#context = contextOf(options.shared, { server: () => shown(this.#server), tool: () => shown(this.#tool) });
  }

  /** Reads from `db`, which nobody changes meanwhile. One builder in a thread, since the pages have one context. */
  static async open(db: Db, options: ServersOptions): Promise<ServersBuilder> {
    const { bundle, shared } = options;
    const render = await loadRenderer(bundle, shared.base);
    const builder = new ServersBuilder(db, options, render, await relatedIndex(db));
    setContext(builder.#context);
    return builder;
  }

  async build({ at, servers, known }: Unit): Promise<UnitResult> {
    const { outDir, stamp } = this.#options;
    const [first, last] = [servers[0], servers.at(-1)];
    const contents = first && last ? await serverContents(this.#db, first.id, last.id) : "";
    const kept = keyOf(stamp, process.version, servers, contents);
    // Read where something is new; a page that changes by its neighbours alone needs them too.
    const bundles = new Map<string, ServerBundle>();
    const bundleOf = async (slug: string): Promise<ServerBundle> => {
      const bundle = bundles.get(slug) ?? (await readBundle(this.#db, slug));
      bundles.set(slug, bundle);
      return bundle;
    };
    let unit = this.#cache.read(kept);
    if (!unit) {
      for (const { slug } of servers) await bundleOf(slug);
      unit = this.#findOut([...bundles.values()]);
      this.#cache.keep(kept, unit);
    }
    const heads = unit.head as ServerKeys[];
    const pages: [string, string][] = [];
    let written = 0;
    for (const [index, server] of servers.entries()) {
      const head = heads[index];
      if (head?.slug !== server.slug) throw new Error(`${server.slug}: what was kept of it is of another server`);
      const related = await this.#related.ofServer(server.id, head.tools);
      const keys = pageKeys(server.slug, new Map(head.keys), related);
      for (const [path, key] of keys) pages.push([path, key]);
      const there = known.get(server.slug) ?? new Map<string, string>();
      const changed = new Set([...keys].flatMap(([path, key]) => (holds(outDir, there, path, key) ? [] : [path])));
      // Before what leads on from a page that is gone is written in its place.
      prunePages(
        outDir,
        [...there.keys()].filter((path) => !keys.has(path)),
      );
      written += changed.size;
      if (changed.size > 0) await this.#write(server, await bundleOf(server.slug), changed);
      bundles.delete(server.slug);
    }
    return { at, kept, written, pages, findings: new Uint8Array(unit.rest) };
  }

  #findOut(bundles: readonly ServerBundle[]): KeptUnit {
    const survey = new Survey();
    const search = new PartBuilder();
    for (const bundle of bundles) {
      survey.add(bundle);
      search.add(bundle);
    }
    const findings: UnitFindings = { survey: survey.part(), index: search.part(), bulk: bulkLines(bundles) };
    const head: ServerKeys[] = bundles.map((bundle) => ({
      slug: bundle.page.slug,
      keys: [...bundleKeys(this.#options.stamp, bundle)],
      tools: relatingTools(bundle),
    }));
    return { head, rest: serialize(findings) };
  }

  async #write(server: ServerId, bundle: ServerBundle, changed: ReadonlySet<string>): Promise<void> {
    const { outDir, shared } = this.#options;
    const address = (path: string): string => `${shared.origin ?? ""}${hrefFrom(shared.base)(path)}`;
    const own = serverPath(server.slug);
    if (changed.has(own)) {
      const facts = await serverFacts(this.#db, bundle);
      this.#server = serverView(facts);
      writeServerFiles(this.#files, outDir, facts, this.#server, address, address);
      this.#files.put(join(outDir, own, "index.html"), await this.#render(own));
    }
    const tools = bundle.tools.filter(({ slug }) => changed.has(toolPath(server.slug, slug)));
    if (tools.length === 0) return;
    const related = await this.#related.named(server.id, new Set(tools.map(({ slug }) => slug)), relatingTools(bundle));
    const rows = siblingRows(bundle);
    for (const tool of tools) {
      const facts = toolFacts(bundle, tool, related.get(tool.slug) ?? [], rows);
      await this.#writeTool(facts, address);
    }
  }

  /** The page of a tool with as much on it as fits into the first bytes that a server sends, and what stands beside it. */
  async #writeTool(facts: ToolFacts, address: (path: string) => string): Promise<void> {
    const { outDir } = this.#options;
    const path = toolPath(facts.server.slug, facts.slug);
    const parts = roomyParts(facts);
    const most = parts(ROOMS[0]);
    const view = toolView(facts, most);
    writeToolFiles(this.#files, outDir, facts, view, address);
    const bodyIn = toolBody(view, this.#context);
    const { frame, fits } = await this.#frame(view.risk);
    const { serverSlug, slug, title, summary } = view;
    const head = { serverSlug, slug, title, summary, data: faqData(view.questions) };
    let filled = frame({ ...head, body: bodyIn(most) });
    for (const room of ROOMS.slice(1)) {
      if (fits(filled)) break;
      filled = frame({ ...head, body: bodyIn(parts(room)) });
    }
    this.#files.put(join(outDir, path, "index.html"), filled.page);
  }

  async #frame(risk: Risk): Promise<{ frame: ToolFrame; fits: (filled: FilledPage) => boolean }> {
    const known = this.#frames.get(risk);
    if (known) return known;
    const show = (page: ToolPage): void => {
      this.#tool = page;
    };
    const frame = await toolFrame(this.#render, show, risk);
    const made = { frame, fits: roomIn(frame) };
    this.#frames.set(risk, made);
    return made;
  }
}
