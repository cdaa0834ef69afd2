import { surely } from "../content/categories.ts";
import type { ToolRow } from "../view/facts.ts";
import { type Href, toolPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";
import { type Html, html } from "./html.ts";
import { nameHtml, riskHtml } from "./text.ts";

/** Tools as rows; without `serverSlug` each row names its own server. */
export const toolTable = (
  { rows, serverSlug, caption }: { rows: readonly ToolRow[]; serverSlug?: string | undefined; caption: string },
  href: Href,
): Html => {
  const reasons = rows.some((row) => row.because);
  const row = (tool: ToolRow): Html => html`<tr data-risk="${tool.risk}" data-category="${tool.category}">
    <td><a href="${href(toolPath(serverSlug ?? tool.serverSlug ?? "", tool.slug))}">${nameHtml(tool.name)}</a>
    ${!serverSlug && tool.server && html` <span class="of untrusted">${plainLine(tool.server, 80)}</span>`}
    ${tool.description && html` <span class="small quiet untrusted">${plainLine(tool.description, 120)}</span>`}</td>
    <td>${riskHtml(tool.risk)}</td><td>${tool.category}</td>
    ${
      reasons
        ? html`<td class="quiet">${tool.because}</td>`
        : html`<td class="n" data-label="sure">${tool.confidence !== undefined && surely(tool.confidence)}</td>`
    }</tr>`;
  return html`<table class="tools"><caption class="hidden-caption">${caption}</caption>
    <thead><tr><th scope="col">Tool</th><th scope="col">Risk</th><th scope="col">Category</th>
    ${reasons ? html`<th scope="col">Why it is here</th>` : html`<th scope="col" class="n">Confidence</th>`}</tr></thead>
    <tbody>${rows.map(row)}</tbody></table>`;
};
