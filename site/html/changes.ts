import { RISKS } from "../../db/records/classification.ts";
import type { DatedChange } from "../server-changes.ts";
import type { ListedChange } from "../survey.ts";
import { type Href, serverPath, toolPath } from "../view/links.ts";
import { plainLine } from "../view/visible-text.ts";
import { day } from "../view/wording.ts";
import { type Html, html, type Part } from "./html.ts";
import { nameHtml, riskHtml, serverText } from "./text.ts";

/** Changes, newest first, of one server or of several. */
export const changesHtml = (
  changes: readonly (DatedChange | ListedChange)[],
  serverSlug: string | undefined,
  href: Href,
): Html => {
  const one = (change: DatedChange | ListedChange): Html => {
    const slug = "serverSlug" in change ? change.serverSlug : (serverSlug ?? "");
    // Levels of changes and of risk have the same names, and so the same signs.
    const level = RISKS.find((risk) => risk.toLowerCase() === change.level);
    const sign = level
      ? riskHtml(level, "change")
      : html`<b class="quiet">${change.level === "none" ? "No change of meaning" : "Worth knowing"}</b>`;
    const name = change.tool === null ? "the server" : nameHtml(change.tool);
    const what: Part = change.slug ? html`<a href="${href(toolPath(slug, change.slug))}">${name}</a>` : name;
    const where: Part = "serverTitle" in change && [
      change.tool === null ? " " : " of ",
      html`<a href="${href(serverPath(slug))}"><bdi>${plainLine(change.serverTitle, 80)}</bdi></a>`,
    ];
    return html`<li><span>${sign} <b>${change.kinds[0]}</b> <time class="quiet small" datetime="${change.at}">${day(change.at)}</time></span> 
      <span>${what}${where}</span> <span class="small untrusted">${serverText([...new Set(change.says)].join("; "), 400)}</span></li>`;
  };
  return html`<ul class="evidence changes">${changes.map(one)}</ul>`;
};
