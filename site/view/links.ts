import type { Risk } from "../../db/records/classification.ts";

/** The address of a page inside the site; `base` begins and ends with a slash. */
export type Href = (path: string) => string;

/** `hrefFrom("/sub/")("/servers/a/")` is "/sub/servers/a/". Paths are made of slugs only, never of raw names. */
export const hrefFrom =
  (base: string): Href =>
  (path) =>
    `${base}${path.replace(/^\/+/, "")}`;

/** Where the pages of one server and one tool stand. Slugs come from the database and hold only lower-case letters, digits, "-", "_" and ".". */
export const serverPath = (server: string): string => `/servers/${server}/`;
export const toolPath = (server: string, tool: string): string => `/tools/${server}/${tool}/`;

/** The version of the data below /api/. */
export const API_VERSION = 1;

/** Where the data of a page stands: `/api/v1/tools/a/b.json` for `/tools/a/b/`. */
export const apiPath = (path: string): string => `/api/v${API_VERSION}${path.replace(/\/$/, "")}.json`;

/**
 * An address from a server's text that may become a link: http or https, with a host and without credentials, at most
 * 2,000 characters. Anything else is null and stays text.
 */
export const safeUrl = (text: unknown): string | null => {
  if (typeof text !== "string" || text.length > 2000 || !/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    if ((url.protocol !== "http:" && url.protocol !== "https:") || !url.hostname || url.username || url.password)
      return null;
    return url.href;
  } catch {
    return null;
  }
};

/** What every link to an address that a server named carries. */
export const OUTSIDE_REL = "noopener nofollow ugc";

/** Where the picture of a risk level stands, for links from elsewhere. */
export const picturePath = (risk: Risk | null): string => `/pictures/${risk?.toLowerCase() ?? "toolrisk"}.png`;

/**
 * The contact address with a subject and a text, where it is one that takes them: the form for a new issue of GitHub or
 * GitLab, or an e-mail address. Any other is given back as it is.
 */
export const reportUrl = (contactUrl: string, { title, body }: { title: string; body: string }): string => {
  const url = URL.parse(contactUrl);
  if (!url) return contactUrl;
  const names =
    url.protocol === "mailto:"
      ? (["subject", "body"] as const)
      : url.pathname.endsWith("/-/issues/new")
        ? (["issue[title]", "issue[description]"] as const)
        : url.pathname.endsWith("/issues/new")
          ? (["title", "body"] as const)
          : null;
  if (!names) return contactUrl;
  const query = [title, body].map(
    (text, at) => `${encodeURIComponent(names[at] ?? "")}=${encodeURIComponent(text.toWellFormed())}`,
  );
  return `${contactUrl}${url.search ? "&" : "?"}${query.join("&")}`;
};
