import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The parts of the style sheet, in the order in which they overrule each other. */
const PARTS = ["tokens", "base", "parts"];

/**
 * The style sheet as one line, without comments. It stands in every page, so that a page is readable when its first
 * bytes have come; our own sheets hold no string with two spaces or a comment mark.
 */
export const styleSheet = (): string =>
  PARTS.map((part) => readFileSync(new URL(`./src/styles/${part}.css`, import.meta.url), "utf8"))
    .join("\n")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/;\}/g, "}")
    .trim();

/** The Content-Security-Policy of every page: nothing but our own files, and the one style sheet by its hash. */
export const contentPolicy = (style: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${hash("sha256", style, "base64")}'`,
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
