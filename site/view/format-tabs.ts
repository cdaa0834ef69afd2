import { pieces } from "./visible-text.ts";

/** A policy in one format, as its page shows it. */
export type FormatText = {
  id: string;
  product: string;
  fileName: string;
  text: string;
  cannotExpress: readonly string[];
};

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML in which `text` is text: escaped, and what is invisible in it shown as U+XXXX. */
export const textHtml = (text: string): string =>
  pieces(text)
    .map((piece) =>
      "odd" in piece
        ? `<span class="odd">${piece.odd}</span>`
        : piece.text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? ""),
    )
    .join("");

/**
 * The formats as disclosures of which one is open at a time. A string and no component: a page has some thirty of them,
 * and a component for each part of each would double the time of the page.
 */
export const formatTabs = (formats: readonly FormatText[]): string =>
  formats
    .map(({ product, fileName, text, cannotExpress }) =>
      [
        `<details name="format"><summary>${textHtml(product)}</summary>`,
        `<p class="small"><code>${textHtml(fileName)}</code></p>`,
        `<pre class="untrusted" tabindex="0" role="region" aria-label="${textHtml(product)}">${textHtml(text)}</pre>`,
        cannotExpress.length > 0
          ? `<ul class="list small">${cannotExpress.map((one) => `<li>${textHtml(one)}</li>`).join("")}</ul>`
          : "",
        "</details>",
      ].join(""),
    )
    .join("");
