import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The parts of the page of a tool, in the order in which they overrule each other. */
const TOOL = ["tokens", "base", "frame", "risk", "head", "reading", "evidence", "lists", "tables"] as const;
/** The parts of each style sheet; a tool's page needs the fewest. */
const SHEETS = {
  tool: TOOL,
  full: [...TOOL, "overview", "search", "charts", "builder", "comparison"],
} as const;
export type StyleSheets = Record<keyof typeof SHEETS, string>;

const sheetOf = (parts: readonly string[]): string =>
  parts
    .map((part) => readFileSync(new URL(`./src/styles/${part}.css`, import.meta.url), "utf8"))
    .join("\n")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;\}/g, "}")
    .replace(/([ :,(])0\./g, "$1.")
    .trim();

/**
 * The style sheets, each as one line without comments. One stands in every page, so that the page is readable when its
 * first bytes have come; our own sheets hold no string with two spaces or a comment mark.
 */
export const styleSheets = (): StyleSheets => ({ tool: sheetOf(SHEETS.tool), full: sheetOf(SHEETS.full) });

/** The Content-Security-Policy of every page: nothing but our own files, and the style sheets by their hashes. */
export const contentPolicy = (styles: StyleSheets): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${Object.values(styles)
      .map((style) => `'sha256-${hash("sha256", style, "base64")}'`)
      .join(" ")}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");

/** Other headers that the pages are served with, wherever headers can be set. `frame-ancestors` works only there. */
export const securityHeaders = (csp: string): Record<string, string> => ({
  "Content-Security-Policy": `${csp}; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Cross-Origin-Opener-Policy": "same-origin",
});
