import { OUTSIDE_REL } from "../view/links.ts";
import type { Fact } from "../view/provenance.ts";
import { escapedContent, Html, html } from "./html.ts";
import { serverText } from "./text.ts";

/** A data sheet. Values may be a server's text; an address becomes a link only when it was checked. */
export const factsHtml = (facts: readonly Fact[]): Html =>
  html`<dl class="box sheet">${facts.map(({ label, value, url, code }) => {
    const text = serverText(value, 300);
    return html`<div class="field"><dt>${label}</dt><dd class="${code ? "untrusted name" : "untrusted"}">
      ${url ? html`<a href="${url}" rel="${OUTSIDE_REL}">${text}</a>` : text}</dd></div>`;
  })}</dl>`;

/** A policy as text, with its file to download and a button that copies it, which the script of the page shows. */
export const policyHtml = (text: string, fileHref: string, label: string): Html =>
  html`<div class="box" data-copy-box><header><code>${label}</code><span class="row no-print">
    <button type="button" data-copy hidden>Copy</button> <a class="act" href="${fileHref}" download="${label}">Download</a>
    </span></header><pre class="long" tabindex="0" role="region" aria-label="${label}" data-copy-text>${new Html(escapedContent(text))}</pre></div>`;

/** How a policy comes into force. It names only what exists. */
export const enforceHtml = (server: string, hasGuard: boolean): Html =>
  html`<h3>Put it in place</h3><ol class="steps prose"><li>Save the file, or copy its text.</li>
    <li>Give it to what stands between the agent and ${server}. The file has the policy format, version 1, that 
    <a href="https://policylayer.com/docs/writing-policies" rel="noopener">PolicyLayer documents for its hosted gateway</a>
    : there it becomes the policy of the server, and an account is needed.
    ${hasGuard && html` Without a gateway, <code>toolrisk guard --policy policy.json -- COMMAND</code> starts the server behind a proxy on your own machine that reads the same file.`}</li>
    <li>Point your MCP client at the ${hasGuard ? "gateway or the proxy" : "gateway"} instead of at the server, and try one call that should be refused.</li></ol>
    <p class="prose small quiet">toolrisk hosts no gateway and sees none of your calls. A file that nothing reads stops nothing; your client's own permission settings can carry the same decision in the meantime.</p>`;

/** The sections of a long page. */
export const contentsHtml = (sections: readonly (readonly [id: string, label: string])[]): Html =>
  html`<nav class="toc" aria-label="On this page"><ul>${sections.map(([id, label]) => html`<li><a href="#${id}">${label}</a></li>`)}</ul></nav>`;
