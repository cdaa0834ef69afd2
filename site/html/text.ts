import type { Risk } from "../../db/records/classification.ts";
import { SHAPES } from "../content/shapes.ts";
import { nameParts } from "../view/name-parts.ts";
import { type Piece, pieces } from "../view/visible-text.ts";
import { escapedContent, Html, html, type Part } from "./html.ts";

const TITLE = "a character that is not visible by itself";

const shown = (piece: Piece): string =>
  "odd" in piece ? `<span class="odd" title="${TITLE}">${piece.odd}</span>` : escapedContent(piece.text);

/** Text from a server between elements: escaped, what is invisible in it shown, cut at `most` UTF-16 units. */
export const serverText = (text: string, most?: number): Html => {
  const parts = pieces(text, most);
  const [only] = parts;
  return new Html(only === undefined ? "" : parts.length === 1 ? shown(only) : parts.map(shown).join(""));
};

/** The name of a tool, with places where a narrow screen may break it. */
export const nameHtml = (name: string, most = 160): Html => {
  let at = 0;
  const parts = pieces(name, most).map((piece): Part => {
    if ("odd" in piece) return html`<span class="odd">${piece.odd}</span>`;
    return nameParts(piece.text).map((text) => (at++ > 0 ? html`<wbr>${text}` : text));
  });
  return html`<bdi class="name">${parts}</bdi>`;
};

const signs = new Map<string, Html>();

/** A level told by its shape and its word; the colour only repeats it. */
export const riskHtml = (risk: Risk, suffix = ""): Html => {
  const key = `${risk} ${suffix}`;
  const known = signs.get(key);
  if (known) return known;
  const sign = html`<span class="risk ${risk.toLowerCase()}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${SHAPES[risk]}"></path></svg>${risk}${suffix && ` ${suffix}`}</span>`;
  signs.set(key, sign);
  return sign;
};
