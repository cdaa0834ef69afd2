import { type Href, toolPath } from "../view/links.ts";
import { type Html, html } from "./html.ts";
import { nameHtml } from "./text.ts";

const YES = html`<td class="can"><span class="hidden-caption">yes</span></td>`;
const NO = html`<td></td>`;

/** Which tool can do which: a row a tool, a column a capability; `has` of a row is in the order of `columns`. */
export const capabilityMatrix = (
  columns: readonly { id: string }[],
  rows: readonly { name: string; slug: string; has: readonly boolean[] }[],
  serverSlug: string,
  href: Href,
): Html =>
  html`<div class="scroller after" tabindex="0" role="region" aria-label="Which tool can do which"><table class="matrix">
    <thead><tr><th scope="col">Tool</th>${columns.map(({ id }) => html`<th scope="col"><span>${id}</span></th>`)}</tr></thead>
    <tbody>${rows.map(
      (row) =>
        html`<tr><th scope="row"><a href="${href(toolPath(serverSlug, row.slug))}">${nameHtml(row.name, 60)}</a></th>${row.has.map((can) => (can ? YES : NO))}</tr>`,
    )}</tbody></table></div>`;
