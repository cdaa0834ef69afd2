import { RISKS, type Risk } from "../../db/records/classification.ts";
import { SHAPES } from "../content/shapes.ts";
import type { SiteContext } from "../context.ts";
import { apiPath, reportUrl, serverPath, toolPath } from "../view/links.ts";
import type { RoomyParts, ToolView } from "../view/tool-view.ts";
import { count, day } from "../view/wording.ts";
import { contentsHtml, enforceHtml, factsHtml, policyHtml } from "./boxes.ts";
import { changesHtml } from "./changes.ts";
import { formatLinks, formatTabs } from "./format-tabs.ts";
import { type Html, html, type Part } from "./html.ts";
import { nameHtml, riskHtml, serverText } from "./text.ts";
import { toolTable } from "./tool-table.ts";
import {
  claimsHtml,
  deeperHtml,
  definitionHtml,
  evidenceHtml,
  moreHtml,
  operationsHtml,
  parametersHtml,
} from "./tool-verdict.ts";

const SECTIONS = [
  ["what", "What it does"],
  ["why", "Why it needs a policy"],
  ["attacks", "Attack patterns"],
  ["control", "How to control it"],
  ["history", "History"],
  ["related", "Related tools"],
  ["deeper", "Go deeper"],
  ["questions", "Questions"],
  ["server", "The server"],
  ["contact", "Contact"],
] as const;

/** All four levels in order, with the one that applies filled in. */
export const riskScale = (risk: Risk): Html =>
  html`<ol class="scale" aria-label="Risk: ${risk}, level ${RISKS.indexOf(risk) + 1} of 4">${RISKS.map(
    (one) =>
      html`<li${one === risk && html` class="here ${one.toLowerCase()}" aria-current="true"`}><svg viewBox="-1 -1 18 18" aria-hidden="true"><path d="${SHAPES[one]}"></path></svg>${one}</li>`,
  )}</ol>`;

const headHtml = (view: ToolView, serverLink: Html): Html =>
  html`<div class="head"><div>
    <p class="eyebrow">${riskHtml(view.risk, "risk")}<span class="quiet">${view.category}</span></p>
    <h1>${nameHtml(view.tool, 300)}</h1><p class="lead">${view.does}</p>
    <p class="row no-print"><a class="jump" href="#control">How to control it</a><a class="jump plain" href="#why">What this rests on</a></p>
    </div>${riskScale(view.risk)}</div>
    <dl class="facts"><div><dt>Server</dt><dd class="untrusted">${serverLink}${view.server !== view.serverName && html`<span class="small quiet">${nameHtml(view.serverName)}</span>`}</dd></div>
    <div><dt>Category</dt><dd>${view.category}<span class="small quiet">${view.categoryText.act}</span></dd></div>
    <div><dt>Confidence</dt><dd>${view.confidence.percent}<span class="small quiet">${view.confidence.word}</span></dd></div>
    <div><dt>Recommended rule</dt><dd>${view.effect.label}</dd></div>
    <div><dt>Parameters</dt><dd>${view.parameterCount}</dd></div>
    <div><dt>Last seen</dt><dd>${day(view.lastSeenAt)}</dd></div></dl>`;

const controlHtml = (view: ToolView, name: Html, { href, hasGuard }: SiteContext): Html => {
  return html`<section id="control" class="flow"><h2>How to control ${name}</h2>
    <p><b>${view.effect.label}.</b> ${view.riskText.act}</p>
    ${policyHtml(view.policy, href(`${toolPath(view.serverSlug, view.slug)}policy.json`), "policy.json")}
    <p>${view.effect.says}</p>
    ${view.cannotExpress.length > 0 && html`<ul class="list small">${view.cannotExpress.map((text) => html`<li class="untrusted">${serverText(text, 300)}</li>`)}</ul>`}
    ${
      view.argumentRules.length > 0 &&
      html`<h3>On its arguments</h3><ul class="list">${view.argumentRules.map(
        ({ says, note }) =>
          html`<li><span class="untrusted">${serverText(says, 240)}</span> <span class="quiet small">${serverText(note, 300)}</span></li>`,
      )}</ul>`
    }
    ${view.decision.warnings.map((text) => html`<p class="quote untrusted">${serverText(text, 400)}</p>`)}
    ${enforceHtml(view.server, hasGuard)}
    <h3>The same rule for your client or gateway</h3>
    <p class="small quiet">Each says below it what it cannot express. Fragments go into the file that is named, beside what stands there already. 
    <a href="${href("/formats/")}">How each was checked</a>.</p>`;
};

/** The formats that the page has room for, and links to the builder for the others. */
const formatsHtml = (view: ToolView, { shownFormats, linkedFormats }: RoomyParts, { href }: SiteContext): Part => [
  shownFormats.length > 0 && formatTabs(shownFormats),
  linkedFormats.length > 0 && [
    html`<p class="small">The definition leaves no room for ${shownFormats.length > 0 ? "the others" : "them"} on this page; the builder writes each:</p>`,
    formatLinks(linkedFormats, `${href("/builder/")}?server=${view.serverSlug}`),
  ],
  html`<p class="small">The same rule stands in the <a href="${href(serverPath(view.serverSlug))}#policy">policy of the whole server</a>.</p></section>`,
];

const historyHtml = (view: ToolView, { versions, changes }: RoomyParts, { href }: SiteContext): Part => [
  versions.length > 1
    ? html`<table class="tools"><thead><tr><th scope="col">Definition</th><th scope="col">Seen</th></tr></thead><tbody>${versions.map(
        ({ fingerprint, firstSeenAt, lastSeenAt }) =>
          html`<tr><td><code>${fingerprint.slice(0, 12)}</code></td><td>${firstSeenAt === lastSeenAt ? `on ${day(firstSeenAt)}` : `${day(firstSeenAt)} to ${day(lastSeenAt)}`}</td></tr>`,
      )}</tbody></table>`
    : html`<p>It has had this one definition since it was first seen on ${day(view.firstSeenAt)}.</p>`,
  changes.length > 0 && changesHtml(changes, view.serverSlug, href),
];

const relatedHtml = (view: ToolView, { siblings, related }: RoomyParts, { href }: SiteContext): Part => [
  siblings.length > 0 && [
    html`<h3>On the same server</h3>`,
    toolTable(
      { rows: siblings, serverSlug: view.serverSlug, caption: "Tools of the same server, riskiest first" },
      href,
    ),
    html`<p><a href="${href(serverPath(view.serverSlug))}">All ${count(view.siblingCount + 1, "tool")} of <bdi>${view.server}</bdi>, with one policy for all of them</a></p>`,
  ],
  related.length > 0 && [
    html`<h3>Elsewhere, with the same kind of access</h3>`,
    toolTable({ rows: related, caption: "Tools of other servers with the same kind of access" }, href),
  ],
  siblings.length + related.length === 0 &&
    html`<p>It is the only tool of its server, and no other tool in the catalogue is like it.</p>`,
];

/**
 * What stands between head and foot of the page of a tool. What is the same whatever the room is written once; the
 * function that comes back writes the page for one room.
 */
export const toolBody = (view: ToolView, site: SiteContext): ((room: RoomyParts) => string) => {
  const { href, size, contactUrl, origin } = site;
  const path = toolPath(view.serverSlug, view.slug);
  const report = { title: `${view.tool} of ${view.server}`, body: `Page: ${origin ?? ""}${href(path)}` };
  const name = nameHtml(view.tool);
  const dataHref = href(apiPath(path));
  const serverHref = href(serverPath(view.serverSlug));
  const serverLink = html`<a href="${serverHref}">${view.server}</a>`;
  const what = html`<h2>What ${name} does on <bdi>${view.server}</bdi></h2>
    ${
      view.description.trim()
        ? html`<p>In the words of the server:</p><blockquote class="quote untrusted" dir="auto">${serverText(view.description, 500)}</blockquote>`
        : html`<p>The server gives no description. What the tool does has to be read from its name, its arguments and the tools beside it.</p>`
    }
    ${
      view.capabilities.length > 0 &&
      html`<p>From the definition, it</p><ul class="list">${view.capabilities.map(
        ({ id, says }) => html`<li><a href="${href(`/capabilities/${id}/`)}">${says}</a></li>`,
      )}</ul>`
    }`;
  const start = html`<ol class="crumbs"><li><a href="${href("/")}">Catalogue</a></li>
    <li class="untrusted">${serverLink}</li><li aria-current="page">${name}</li></ol>${headHtml(view, serverLink)}
    <div class="read">${contentsHtml(SECTIONS)}<div class="body"><section id="what" class="flow">${what}`;
  const why = ({ mostOfVerdict: most }: RoomyParts): Html => html`${operationsHtml(view.operations.slice(0, most))}
    ${moreHtml(view.operations.length - most, dataHref)}${claimsHtml(view)}</section>
    <section id="why" class="flow"><h2>Why ${name} needs a policy</h2>
    <p>${riskHtml(view.risk, "risk")}. ${view.riskText.means}</p>
    <p>${view.rationale}</p><p>The category is ${view.confidence.percent} likely to be right (${view.confidence.word}). ${view.confidence.means}</p>
    <p>${view.categoryText.whyRule}</p>
    ${evidenceHtml({ ...view, evidence: view.evidence.slice(0, most), findings: view.findings.slice(0, most) })}
    ${moreHtml(Math.max(0, view.evidence.length - most) + Math.max(0, view.findings.length - most), dataHref)}
    <h3>The definition itself</h3><p class="quiet">As the server sent it. What the verdict rests on is marked.</p>`;
  const control = html`<p class="small quiet">Judged by ${view.classifier.method} ${view.classifier.version} on the definition with fingerprint 
    <code class="name">${view.fingerprint.slice(0, 12)}</code>, first seen ${day(view.versions[0]?.firstSeenAt ?? view.firstSeenAt)}. 
    <a href="${href("/method/")}">How tools are judged, and what the confidence means</a>.</p></section>
    <section id="attacks" class="flow"><h2>Attack patterns that this access invites</h2>
    <p>None of these says that ${name} is flawed. They are what others have done with access of this kind.</p>
    <ul class="cards">${view.attacks.map(
      ({ id, title, short, defence }) =>
        html`<li><h3><a href="${href(`/attacks/${id}/`)}">${title}</a></h3><p>${short}</p>
          <p class="small quiet">What helps first: ${defence[0]}</p></li>`,
    )}</ul></section>${controlHtml(view, name, site)}`;
  const history = html`<section id="history" class="flow"><h2>How its definition changed</h2>`;
  const related = html`</section><section id="related" class="flow"><h2>Related tools and policies</h2>`;
  const end = html`</section><section id="deeper" class="flow"><h2>Go deeper</h2>${deeperHtml(view.owasp, href)}</section>
    <section id="questions" class="flow"><h2>Questions about ${name}</h2><div class="qa">${view.questions.map(
      ({ question, answer }, at) =>
        html`<details${at === 0 && html` open`}><summary>${question}</summary><p>${answer}</p></details>`,
    )}</div></section>
    <section id="server" class="flow"><h2>The server that provides it</h2>
    <p>${name} comes from <a href="${serverHref}"><bdi>${view.server}</bdi></a>, which lists ${count(view.siblingCount + 1, "tool")}.</p>
    ${factsHtml(view.provenance)}
    <p>This catalogue holds ${size.tools} of ${size.servers}; ${size.listed} let us read a complete list, and only those are judged.</p></section>
    <section id="contact" class="flow"><h2>Contact</h2>
    <p>Is this your server, or is something on this page wrong? A verdict is changed by what a definition says, so quote the words that were missed.</p>
    <p><a class="jump plain" href="${reportUrl(contactUrl, report)}" rel="noopener">Tell us about this page</a></p></section></div></div>`;
  return (room) =>
    html`${start}${parametersHtml(room.parameters, room.moreParameters)}${why(room)}${definitionHtml(room.definition, dataHref)}
      ${control}${formatsHtml(view, room, site)}${history}${historyHtml(view, room, site)}${related}${relatedHtml(view, room, site)}${end}`
      .text;
};
