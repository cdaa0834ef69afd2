import type { FormatText } from "../view/facts.ts";
import { type Html, html } from "./html.ts";
import { serverText } from "./text.ts";

const tab = ({ product, fileName, text, cannotExpress }: FormatText): Html =>
  html`<details name="format"><summary>${product}</summary><p class="small"><code>${fileName}</code></p>
    <pre class="untrusted" tabindex="0" role="region" aria-label="${product}">${serverText(text)}</pre>
    ${cannotExpress.length > 0 && html`<ul class="list small untrusted">${cannotExpress.map((one) => html`<li>${serverText(one)}</li>`)}</ul>`}
    </details>`;

/** The same decision for each product that can enforce it, as disclosures of which one is open at a time. */
export const formatTabs = (formats: readonly FormatText[]): Html => html`<div class="tabs">${formats.map(tab)}</div>`;
