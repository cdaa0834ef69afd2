import { hash } from "node:crypto";
import type { Classification } from "../../db/records/classification.ts";
import type { Report, ReportServer } from "../../db/records/report.ts";
import type { ReportFormat, ReportOptions } from "../report.ts";
import { STYLE } from "../report-style.ts";
import { bestQuote, findingsIn, many, outcomeText, realChanges, remarkable } from "../report-words.ts";
import { terminalText } from "../terminal-text.ts";

/** Markup of ours, or text that went through `esc`; only these reach the page. */
type Html = string & { readonly html: unique symbol };
const html = (text: string): Html => text as Html;

/** Text of any origin: control and invisible characters shown as `\u{…}`, markup escaped, cut. */
const esc = (text: string, most = 2_000): Html => {
  const shown = terminalText(text, { oneLine: true });
  const cut = shown.length > most ? `${shown.slice(0, most).toWellFormed()}…` : shown;
  return html(cut.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`));
};

/** A template whose values are escaped unless they are markup already, or lists of it. */
const page = (parts: TemplateStringsArray, ...values: (Html | Html[] | number)[]): Html =>
  html(parts.reduce((out, part, at) => out + [values[at - 1] ?? ""].flat().join("") + part));

const none = html("");

const gradeBox = ({ grade }: ReportServer): Html =>
  grade.letter === null
    ? page`<div class="grade"><b aria-hidden="true">–</b><span>not graded</span></div>`
    : page`<div class="grade"><span>grade</span><b>${esc(grade.letter)}</b><span>${grade.points} points</span></div>`;

const gradeParts = ({ grade }: ReportServer): Html => {
  if (grade.letter === null) return page`<p class="small muted">${esc(grade.reason)}</p>`;
  const parts = grade.parts.map(
    ({ id, points, most, says }) =>
      page`<dt>${esc(id)}</dt><dd>${points} of ${most}</dd><dd class="muted">${esc(says)}</dd>`,
  );
  return page`<details><summary>How the grade comes about</summary><dl>${parts}</dl></details>`;
};

const toolRow = (verdict: Classification): Html => {
  const { tool, risk, category, confidence, rationale } = verdict;
  const best = bestQuote(verdict);
  const quote = best
    ? page`<div class="small"><mark class="quote">${esc(best.quote, 200)}</mark> <span class="muted">in its ${esc(best.field)}</span></div>`
    : none;
  return page`<tr><td><span class="risk ${esc(risk)}">${esc(risk)}</span></td><td class="name"><code>${esc(tool, 200)}</code></td><td>${esc(category)}</td><td class="n">${Math.round(confidence * 100)}%</td><td class="says">${quote}<div class="small muted">${esc(rationale, 600)}</div></td></tr>`;
};

const toolTable = (tools: Classification[], label: string): Html =>
  page`<div class="scroll" tabindex="0" role="region" aria-label="${esc(label, 200)}"><table class="tools"><thead><tr><th scope="col">risk</th><th scope="col">tool</th><th scope="col">category</th><th scope="col" class="n">sure</th><th scope="col">because</th></tr></thead><tbody>${tools.map(toolRow)}</tbody></table></div>`;

const tools = (server: ReportServer): Html => {
  const first = remarkable(server);
  const rest = server.tools.filter((tool) => !first.includes(tool));
  const head =
    first.length > 0
      ? page`<h3>What deserves a look</h3>${toolTable(first, `remarkable tools of ${server.name}`)}`
      : none;
  const more =
    rest.length > 0
      ? page`<details><summary>${esc(many(rest.length, first.length > 0 ? "other tool" : "tool"))}</summary>${toolTable(rest, `other tools of ${server.name}`)}</details>`
      : none;
  return page`${head}${more}`;
};

const findings = (server: ReportServer): Html => {
  const all = findingsIn(server);
  if (all.length === 0) return none;
  const items = all.map(
    ({ tool, level, rule, says, quote, field, remedy }) =>
      page`<li><span class="level ${esc(level)}">${esc(level)}</span> <code>${esc(rule)}</code> in <code>${esc(tool, 200)}</code><br>${esc(says)}: <mark class="quote">${esc(quote, 400)}</mark> <span class="small muted">in its ${esc(field)}</span><br><span class="small">→ ${esc(remedy)}</span></li>`,
  );
  return page`<h3>In the text of its tools</h3><ul class="plain">${items}</ul>`;
};

const changes = (server: ReportServer): Html => {
  const real = realChanges(server);
  if (real.length === 0) return none;
  const items = real.map(
    ({ tool, level, kinds, says }) =>
      page`<li><span class="level ${esc(level)}">${esc(level)}</span> <code>${esc(tool ?? "the server", 200)}</code> <span class="muted">${esc(kinds.join(", "))}</span><br>${esc(says.join("; "))}</li>`,
  );
  return page`<h3>Changed since the lock file</h3><ul class="plain">${items}</ul>`;
};

const serverSection = (server: ReportServer, at: number): Html => {
  const { says, doNext } = outcomeText(server);
  const place = server.place ? page` · <code>${esc(`${server.place.file}:${server.place.line}`)}</code>` : none;
  return page`<section class="server" aria-labelledby="s${at}"><div class="head"><div><h2 id="s${at}">${esc(server.name, 200)}</h2><p class="small muted"><code>${esc(server.target, 300)}</code>${place}</p><p>${esc(says)}</p>${
    server.error ? page`<p class="small muted quote">${esc(server.error)}</p>` : none
  }${doNext ? page`<p>→ ${esc(doNext)}</p>` : none}</div>${gradeBox(server)}</div>${changes(server)}${findings(server)}${tools(server)}${gradeParts(server)}</section>`;
};

const together = ({ combinations }: Report): Html => {
  if (combinations.length === 0) return none;
  const items = combinations.map(({ level, rule, says, parts, remedy }) => {
    const roles = [...Map.groupBy(parts, (part) => part.role)].map(
      ([role, some]) =>
        page`<br><span class="small">${esc(role)}: ${some.map(({ server, tool }) => page`<code>${esc(`${server}/${tool}`, 200)}</code> `)}</span>`,
    );
    return page`<li><span class="level ${esc(level)}">${esc(level)}</span> <code>${esc(rule)}</code><br>${esc(says)}${roles}<br><span class="small">→ ${esc(remedy)}</span></li>`;
  });
  return page`<section class="server" aria-labelledby="together"><h2 id="together">Together</h2><p class="muted">What the tools of one agent can do in combination.</p><ul class="plain">${items}</ul></section>`;
};

const overview = ({ servers }: Report): Html => {
  const rows = servers.map((server, at) => {
    const count = (risk: string): number => server.tools.filter((tool) => tool.risk === risk).length;
    return page`<tr><td class="name"><a href="#s${at}">${esc(server.name, 100)}</a></td><td>${esc(server.outcome)}</td><td>${esc(server.grade.letter ?? "–")}</td><td class="n">${server.tools.length}</td><td class="n">${count("Critical")}</td><td class="n">${count("High")}</td></tr>`;
  });
  return page`<div class="scroll" tabindex="0" role="region" aria-label="servers"><table class="stack"><thead><tr><th scope="col">server</th><th scope="col">outcome</th><th scope="col">grade</th><th scope="col" class="n">tools</th><th scope="col" class="n">Critical</th><th scope="col" class="n">High</th></tr></thead><tbody>${rows}</tbody></table></div>`;
};

const document = (report: Report, { failures }: ReportOptions): Html => {
  const policy = `default-src 'none'; style-src 'sha256-${hash("sha256", STYLE, "base64")}'; base-uri 'none'; form-action 'none'`;
  const total = report.servers.reduce((sum, server) => sum + server.tools.length, 0);
  const title = `${many(report.servers.length, "MCP server")}, ${many(total, "tool")}`;
  const fails =
    failures.length > 0
      ? page`<div class="fails" role="status"><b>The check fails</b><ul>${failures.map((one) => page`<li>${esc(one)}</li>`)}</ul></div>`
      : none;
  const notes =
    report.notes.length > 0
      ? page`<section class="server" aria-labelledby="notes"><h2 id="notes">Notes</h2><ul class="plain">${report.notes.map((note) => page`<li>${esc(note)}</li>`)}</ul></section>`
      : none;
  return page`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${esc(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${esc(title)} · toolrisk check</title><style>${html(STYLE)}</style></head>
<body><header><h1>${esc(title)}</h1><p class="muted">Looked at on <time datetime="${esc(report.at)}">${esc(`${report.at.slice(0, 16).replace("T", " ")} UTC`)}</time> with toolrisk ${esc(report.toolrisk)}. This says what the tools can do and how sure that is; it does not say that anything is safe.</p>${fails}${overview(report)}</header>
<main>${report.servers.map(serverSection)}${together(report)}${notes}</main>
<footer>${report.suppressed > 0 ? esc(`${many(report.suppressed, "finding")} accepted by suppressions. `) : none}Nothing in this file is loaded from anywhere, and no script runs in it.</footer></body></html>
`;
};

/** One file for a browser: nothing is loaded, no script runs, and its own policy forbids both. */
export const htmlReport: ReportFormat = {
  id: "html",
  says: "one self-contained file for a browser",
  render: (report, options) => document(report, options),
};
