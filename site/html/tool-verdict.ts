import { surely } from "../content/categories.ts";
import type { Href } from "../view/links.ts";
import type { Parameter } from "../view/parameters.ts";
import type { DefinitionField, ToolView } from "../view/tool-view.ts";
import { type Html, html, type Part } from "./html.ts";
import { nameHtml, riskHtml, serverText } from "./text.ts";

/* The parts of a tool's page that say what it takes and what its verdict rests on. */

const LEVELS = { info: "Worth knowing", low: "Minor", medium: "Look at this", high: "Look at this first" };

const parameter = ({ name, type, required, description, choices }: Parameter): Html =>
  html`<div class="field"><dt><b>${nameHtml(name)}</b> <span class="untrusted">${serverText(type, 60)}</span>${required && ", required"}</dt>
    <dd class="untrusted small">${serverText(description, 160)}
    ${choices.length > 0 && html`<span class="quiet"> One of ${serverText(choices.join(", "), 200)}</span>`}</dd></div>`;

/** What it takes; `more` are the parameters that the page has no room for. */
export const parametersHtml = (parameters: readonly Parameter[], more: number): Part =>
  parameters.length > 0 && [
    html`<h3>What it takes</h3><dl class="box">${parameters.map(parameter)}</dl>`,
    more > 0 && html`<p class="small quiet">And ${more} more, in the definition below.</p>`,
  ];

/** What the page has no room for, of something that it shows the beginning of. */
export const moreHtml = (more: number, dataHref: string): Part =>
  more > 0 && html`<p class="small quiet">And ${more} more, in <a href="${dataHref}">the data of this page</a>.</p>`;

/** The operations that an argument selects. */
export const operationsHtml = (operations: ToolView["operations"]): Part =>
  operations.length > 0 &&
  html`<h3>One tool, several operations</h3>
    <p>An argument decides what happens, so each value is judged by itself; the tool as a whole takes the most severe.</p>
    <table class="tools"><thead><tr><th scope="col">When</th><th scope="col">Risk</th><th scope="col">Category</th><th scope="col" class="n">Confidence</th></tr></thead>
    <tbody>${operations.map(
      (one) =>
        html`<tr><td>${nameHtml(one.argument)} is ${nameHtml(one.value)}</td><td>${riskHtml(one.risk)}</td>
          <td>${one.category}</td><td class="n" data-label="sure">${surely(one.confidence)}</td></tr>`,
    )}</tbody></table>`;

/** What its author claims, beside the verdict. */
export const claimsHtml = ({ claims, category }: Pick<ToolView, "claims" | "category">): Part =>
  claims.length > 0 &&
  html`<h3>What its author claims</h3><p>A claim is a hint and no fact: the verdict is <b>${category}</b>, from the definition.</p>
    <ul class="list">${claims.map(
      ({ hint, says, agrees }) =>
        html`<li><code>${hint}</code>: ${says}. ${agrees === true && html`<span class="quiet">The verdict says the same.</span>`}${agrees === false && html`<b>The verdict says otherwise.</b>`}</li>`,
    )}</ul>`;

/** What the verdict rests on, quote by quote, and text that tries to manipulate, if any. */
export const evidenceHtml = ({ evidence, findings, tool }: ToolView): Part => [
  evidence.length > 0
    ? html`<h3>From the tool's definition</h3><ul class="evidence seen">${evidence.map(
        (one) =>
          html`<li><span><span class="quiet small">${one.label}: </span><q class="untrusted">${serverText(one.quote, 300)}</q></span> <span class="small">${one.says}</span></li>`,
      )}</ul>`
    : html`<p>No single word of the definition decides. All there is to go by is the name, ${nameHtml(tool)}.</p>`,
  findings.length > 0 &&
    html`<h3>Findings in its text</h3>
      <p class="quiet">Separate from the risk: a finding is about what the text tries to do to a model, or about a claim that does not fit.</p>
      <ul class="evidence">${findings.map(
        (one) =>
          html`<li><span><b>${LEVELS[one.level]}. </b>${one.says}</span> <q class="untrusted">${serverText(one.quote, 300)}</q> <span class="small quiet">${one.remedy}</span></li>`,
      )}</ul>`,
];

const definitionField = ({ label, segments, code }: DefinitionField): Html =>
  html`<div class="field"><dt>${label}</dt><dd><pre class="untrusted long${!code && " text"}" tabindex="0" role="region" aria-label="${label}">${segments.map(
    ({ text, labels }) =>
      labels.length > 0 ? html`<mark title="${labels.join("; ")}">${serverText(text)}</mark>` : serverText(text),
  )}</pre></dd></div>`;

/** The definition field by field, as the server sent it, with what the verdict rests on marked in it. */
export const definitionHtml = (fields: readonly DefinitionField[], dataHref: string): Part => [
  html`<div class="box"><dl>${fields.map(definitionField)}</dl></div>`,
  fields.some(({ cut }) => cut) &&
    html`<p class="small quiet after">Long fields are cut here; <a href="${dataHref}">the whole definition</a> is in the data.</p>`,
];

/** The risk classes that concern the tool, and where to read on. */
export const deeperHtml = (owasp: ToolView["owasp"], href: Href): Part => [
  owasp.length > 0 &&
    html`<p>Risk classes of OWASP that concern access of this kind:</p><ul class="plainlist">${owasp.map(
      (one) =>
        html`<li><a href="${href(`/owasp/${one.slug}/`)}">${one.id} ${one.title}</a><span class="quiet small"> ${one.list}</span><br>
          <span class="small">${one.concerns} ${one.guard}</span></li>`,
    )}</ul>`,
  html`<ul class="list"><li><a href="${href("/method/")}">How a tool gets its category, its risk and its confidence</a></li>
    <li><a href="https://modelcontextprotocol.io/specification/2025-11-25/server/tools" rel="noopener">Tools in the specification of the Model Context Protocol</a></li>
    <li><a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices" rel="noopener">Security best practices of the protocol</a></li></ul>`,
];
