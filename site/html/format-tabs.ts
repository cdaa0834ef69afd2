import { READERS } from "../../policy/format.ts";
import type { FormatName, FormatText } from "../view/facts.ts";
import { type Html, html } from "./html.ts";
import { serverText } from "./text.ts";

const tab = ({ product, fileName, text, cannotExpress }: FormatText): Html =>
  html`<details name="format"><summary>${product}</summary><p class="small"><code>${fileName}</code></p>
    <pre class="untrusted" tabindex="0" role="region" aria-label="${product}">${serverText(text)}</pre>
    ${cannotExpress.length > 0 && html`<ul class="list small untrusted">${cannotExpress.map((one) => html`<li>${serverText(one)}</li>`)}</ul>`}
    </details>`;

/** Formats by what reads them, each as `one` shows it. */
const grouped = <One extends FormatName>(formats: readonly One[], one: (format: One) => Html): Html => {
  const groups = Object.entries(READERS).map(([id, label]) => ({
    label,
    its: formats.filter(({ readBy }) => readBy === id),
  }));
  return html`<dl class="box sheet">${groups
    .filter(({ its }) => its.length > 0)
    .map(
      ({ label, its }) => html`<div class="field"><dt>${label}</dt><dd class="tabs">${its.map(one)}</dd></div>`,
    )}</dl>`;
};

/** The same decision for each product that can enforce it, as disclosures of which one is open at a time. */
export const formatTabs = (formats: readonly FormatText[]): Html => grouped(formats, tab);

/** Links to the builder, which writes each for the server. */
export const formatLinks = (formats: readonly FormatName[], builderHref: string): Html =>
  grouped(formats, ({ id, product }) => html`<a href="${builderHref}&amp;format=${id}">${product}</a>`);
