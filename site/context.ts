import type { CatalogueCounts } from "../db/queries/catalogue.ts";
import type { Risk } from "../db/records/classification.ts";
import type { Entry } from "./entry.ts";
import type { OwnServer } from "./own-server.ts";
import type { StyleSheets } from "./style.ts";
import type { ListedChange, Survey } from "./survey.ts";
import type { HomeView } from "./view/home-view.ts";
import type { Href } from "./view/links.ts";
import type { ServerView } from "./view/server-view.ts";

/** What the pages ask for. Astro bundles the pages; this stays outside of the bundle and so keeps the one database. */
export type Pages = {
  home(): HomeView;
  statistics(): { counts: CatalogueCounts; survey: Survey };
  changes(): readonly ListedChange[];
  ownServer(): OwnServer;
  server(slug: string): ServerView;
  tool(): ToolPage;
};

/** The page of one tool: what its head says, and the HTML between head and foot. */
export type ToolPage = {
  serverSlug: string;
  slug: string;
  title: string;
  summary: string;
  risk: Risk;
  /** Structured data. */
  data: unknown;
  body: string;
};

/** What every page of one build shares, whatever thread renders it. */
export type SharedContext = {
  /** The path of the published site, which begins and ends with a slash. */
  base: string;
  /** The size of the catalogue as every page says it. */
  size: { tools: string; servers: string; listed: string };
  /** The origin under which the site will be published, without a final slash; null when it is not known. */
  origin: string | null;
  /** Where "contact" and "this is wrong" lead. */
  contactUrl: string;
  /** One of these stands in every page, and the policy allows them by their hashes. */
  styles: StyleSheets;
  csp: string;
  /** Whether this version of toolrisk has the command `guard`. */
  hasGuard: boolean;
};

export type SiteContext = SharedContext & {
  pages: Pages;
  href: Href;
  kinds: readonly { id: string; title: string; lead: string; entries: readonly Entry[] }[];
};

/*
 * The pages run in this process, but from modules that Astro bundled, so a module variable here would be another one
 * there. The global registry of symbols is what both sides share.
 */
const KEY = Symbol.for("toolrisk.site");
const shared = globalThis as { [KEY]?: SiteContext };

/** Makes `context` what the pages see; null takes it away. Throws when another build of this process is under way. */
export const setContext = (context: SiteContext | null): void => {
  if (context && shared[KEY]) throw new Error("a site is being built in this process already; wait until it is done");
  if (context) shared[KEY] = context;
  else delete shared[KEY];
};

export const siteContext = (): SiteContext => {
  const context = shared[KEY];
  if (!context) throw new Error("the pages are rendered by buildSite, which gives them the catalogue");
  return context;
};
