import { readFileSync } from "node:fs";

/* The page of `../hugo/layouts/_default/single.html` once more, as a function: the fastest kind of template that Eleventy has. */

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const e = (text) => String(text ?? "").replace(/[&<>"']/g, (one) => ESCAPES[one]);
const each = (list, html) => (list ?? []).map(html).join("");

export const data = {
  tools: readFileSync(process.env.RIVAL_VIEWS, "utf8").trimEnd().split("\n").map(JSON.parse),
  pagination: { data: "tools", size: 1, alias: "v" },
  permalink: ({ v }) => `${v.path}index.html`,
};

export const render = ({ v }) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${e(v.csp)}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${e(v.title)} · toolrisk</title><meta name="description" content="${e(v.summary)}"><link rel="canonical" href="https://example.org${v.path}"><style>${v.style}</style><script type="application/ld+json">${v.data}</script></head>
<body><a class="skip" href="#main">Skip to the content</a><header class="site"><nav aria-label="Site">${each(v.nav, (one) => `<a href="${one.path}">${e(one.label)}</a>`)}</nav></header>
<main id="main" class="page"><div class="head"><p class="eyebrow"><span class="risk">${v.risk} risk</span> ${v.category}</p><h1>${e(v.tool)}</h1><p class="lead">${e(v.does)}</p></div>
<dl class="facts">${each(v.head, (one) => `<div><dt>${e(one.label)}</dt><dd>${e(one.value)}</dd></div>`)}</dl>
<nav class="toc"><ul>${each(v.sections, (one) => `<li><a href="#${one.id}">${e(one.label)}</a></li>`)}</ul></nav>
<section id="what"><h2>What ${e(v.tool)} does on ${e(v.server)}</h2><blockquote class="quote untrusted">${e(v.description)}</blockquote><ul class="list">${each(v.capabilities, (one) => `<li><a href="/capabilities/${one.id}/">${e(one.says)}</a></li>`)}</ul><dl class="box">${each(v.parameters, (one) => `<div class="field"><dt><b>${e(one.name)}</b> <span class="untrusted">${e(one.type)}</span>${one.required ? ", required" : ""}</dt><dd class="untrusted small">${e(one.description)}${each(one.choices, (choice) => ` ${e(choice)}`)}</dd></div>`)}</dl>${each(v.claims, (one) => `<p>Its author claims that ${e(one.says)} (<code>${e(one.hint)}</code>).</p>`)}</section>
<section id="why"><h2>Why ${e(v.tool)} needs a policy</h2><p>${e(v.rationale)}</p><p>${e(v.why)}</p><ul class="evidence">${each(v.evidence, (one) => `<li><span class="quiet small">${e(one.label)}: </span><q class="untrusted">${e(one.quote)}</q><span class="small">${e(one.says)}</span></li>`)}</ul><dl class="box">${each(v.definition, (field) => `<div class="field"><dt>${e(field.label)}</dt><dd><pre class="untrusted long" tabindex="0">${each(field.segments, (one) => (one.labels.length > 0 ? `<mark title="${e(one.labels.join(" "))}">${e(one.text)}</mark>` : e(one.text)))}</pre></dd></div>`)}</dl></section>
<section id="attacks"><h2>Attack patterns that this access invites</h2><ul class="cards">${each(v.attacks, (one) => `<li><h3><a href="/attacks/${one.id}/">${e(one.title)}</a></h3><p>${e(one.short)}</p></li>`)}</ul></section>
<section id="control"><h2>How to control ${e(v.tool)}</h2><pre class="long" tabindex="0">${e(v.policy)}</pre><p>${e(v.effect)}</p><div class="tabs">${each(v.formats, (one) => `<details name="format"><summary>${e(one.product)}</summary><p class="small"><code>${e(one.fileName)}</code></p><pre class="untrusted" tabindex="0" role="region" aria-label="${e(one.product)}">${e(one.text)}</pre><ul class="list small">${each(one.cannotExpress, (text) => `<li>${e(text)}</li>`)}</ul></details>`)}</div></section>
<section id="related"><h2>Related tools and policies</h2>${each(v.tables, (rows) => `<table class="tools"><thead><tr><th scope="col">Tool</th><th scope="col">Risk</th><th scope="col">Category</th></tr></thead><tbody>${each(rows, (one) => `<tr><td><a href="/tools/${one.serverSlug}/${one.slug}/">${e(one.name)}</a> <span class="small quiet untrusted">${e(one.server)}</span></td><td><span class="risk"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z"></path></svg>${one.risk}</span></td><td>${one.category}</td></tr>`)}</tbody></table>`)}</section>
<section id="deeper"><h2>Go deeper</h2><ul class="plainlist">${each(v.owasp, (one) => `<li><a href="/owasp/${one.slug}/">${e(one.id)} ${e(one.title)}</a> ${e(one.concerns)} ${e(one.guard)}</li>`)}</ul></section>
<section id="questions"><h2>Questions about ${e(v.tool)}</h2>${each(v.questions, (one) => `<details><summary>${e(one.question)}</summary><p>${e(one.answer)}</p></details>`)}</section>
<section id="server"><h2>The server that provides it</h2><dl class="box">${each(v.provenance, (one) => `<div class="field"><dt>${e(one.label)}</dt><dd class="untrusted">${e(one.value)}</dd></div>`)}</dl></section></main><footer class="site">${each(v.nav, (one) => `<a href="${one.path}">${e(one.label)}</a>`)}</footer></body></html>\n`;
