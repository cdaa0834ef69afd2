import { pieces } from "../view/visible-text.ts";
import { fenced } from "./markdown.ts";

/*
 * Markdown of pages that are written as pages and not from a record: what their `main` says, without what only a screen
 * or a script needs. It reads the HTML that this site makes, in which all text is escaped, and no other.
 */

const TOKEN = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*\/?>|[^<]+/gi;
const LEFT_OUT = new Set(["svg", "script", "style", "nav", "form", "select", "button", "noscript", "thead"]);
const EMPTY = new Set(["br", "wbr", "img", "input", "hr", "link", "meta", "col"]);
const HEADINGS: Record<string, string> = { h1: "# ", h2: "## ", h3: "### " };
const ITEMS = new Set(["li", "tr", "dt"]);
const BLOCKS = new Set(["p", "blockquote", "figcaption", "caption", "summary", "dd", "pre", "dl", "ul", "ol", "table"]);

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " " };

/** Text of HTML with its entities resolved. */
export const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, number?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(number) : Number.parseInt(hex, 16));
  });

/** Text in which nothing is markup; it stands inside of lines only. */
const plain = (text: string): string =>
  pieces(text)
    .map((piece) => ("odd" in piece ? piece.odd : piece.text))
    .join("")
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>|]/g, "\\$&");

const attribute = (attributes: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`, "i").exec(attributes)?.[1];

/** What stands behind a cell that a phone shows without the head of its table. */
const labelOf = (attributes: string): string => {
  const label = attribute(attributes, "data-label");
  return label === undefined ? "" : ` ${plain(decoded(label))}`;
};

/** What `main` of a page of this site says, as Markdown; links lead where `link` says. */
export const markdownOfPage = (html: string, link: (path: string) => string): string => {
  const main = /<main[^>]*>([\s\S]*)<\/main>/i.exec(html)?.[1] ?? "";
  const blocks: string[] = [];
  let line = "";
  let prefix = "";
  let hidden: { tag: string; depth: number } | null = null;
  let code: string | null = null;
  let href: string | undefined;
  let label = "";
  const close = (): void => {
    const text = line
      .replace(/\s+/g, " ")
      .replace(/(?:· )+·/g, "·")
      .replace(/(?: ·)+ ?$/, "")
      .trim();
    if (text !== "") blocks.push(`${prefix}${text}`);
    line = "";
    prefix = "";
  };
  for (const [whole, slash, name, attributes = ""] of main.matchAll(TOKEN)) {
    const tag = name?.toLowerCase();
    if (hidden) {
      if (tag === hidden.tag) hidden.depth += slash ? -1 : 1;
      if (hidden.depth === 0) hidden = null;
      continue;
    }
    if (tag === undefined) {
      if (whole.startsWith("<!--")) continue;
      if (code !== null) code += decoded(whole);
      else line += plain(decoded(whole));
      continue;
    }
    const opens = slash === "";
    if (opens && !EMPTY.has(tag) && (LEFT_OUT.has(tag) || /\shidden(\s|=|$)/.test(attributes))) {
      hidden = { tag, depth: 1 };
      continue;
    }
    if (tag === "br") line += " ";
    else if (tag === "pre") {
      close();
      if (!opens && code !== null) blocks.push(fenced(code));
      code = opens ? "" : null;
    } else if (tag === "a") {
      if (opens) {
        href = attribute(attributes, "href");
        line += "[";
      } else {
        line += `](${/^(https?:|mailto:)/.test(href ?? "") ? decoded(href ?? "") : link(decoded(href ?? ""))})`;
      }
    } else if (tag === "td" || tag === "th") {
      if (opens) label = labelOf(attributes);
      else line += `${label} · `;
    } else if (tag === "span" && opens) line += " ";
    else if (HEADINGS[tag] !== undefined || ITEMS.has(tag) || BLOCKS.has(tag)) {
      if (opens && tag === "p" && prefix !== "" && line === "") continue;
      close();
      if (opens) prefix = HEADINGS[tag] ?? (ITEMS.has(tag) ? "- " : tag === "dd" ? "  " : "");
    }
  }
  close();
  return `${blocks
    .join("\n\n")
    .replace(/\n\n(?=- | {2})/g, "\n")
    .replace(/(^|\n)(?!- | {2})([^\n]*)\n- /g, "$1$2\n\n- ")}\n`;
};
