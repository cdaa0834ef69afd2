/** A stretch of text to show as it is, or one character that would not be seen (or would reorder what is). */
export type Piece = { text: string } | { odd: string };

/** Joins emoji and shapes scripts; harmless there, and too common to point at. */
const JOINERS: ReadonlySet<string> = new Set(["\u200c", "\u200d", "\ufe0f"]);
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}|\u2028|\u2029|\p{Variation_Selector}|\u115f|\u1160|\u3164|\uffa0/u;
/** Nearly all text is this, and needs no further look. */
const PLAIN = /^[\n\t -~]*$/;
const RUN_OF_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Splits text from a server so that a page shows what is otherwise invisible: control, format and private characters,
 * bidirectional overrides, tags and variation selectors. Line breaks and tabs stay. Stacks of combining marks are cut
 * after four, since they paint over what stands around them. At most `most` UTF-16 units are taken.
 */
export const pieces = (text: string, most = 20_000): Piece[] => {
  if (text.length <= most && PLAIN.test(text)) return text ? [{ text }] : [];
  const cut = (text.length > most ? `${text.slice(0, most)}…` : text).toWellFormed().replace(RUN_OF_MARKS, "$1");
  if (!UNSEEN.test(cut)) return cut ? [{ text: cut }] : [];
  const out: Piece[] = [];
  let plain = "";
  for (const char of cut) {
    if (char === "\n" || char === "\t" || JOINERS.has(char) || !UNSEEN.test(char)) {
      plain += char;
      continue;
    }
    if (char === "\r") continue;
    if (plain) out.push({ text: plain });
    plain = "";
    out.push({ odd: `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}` });
  }
  if (plain) out.push({ text: plain });
  return out;
};

/** One line already; most names and sentences are, and each page has a hundred of them. */
const ONE_LINE = /^[!-~]+(?: [!-~]+)*$/;

/** The same as one string, for places that hold no markup: titles, feeds, Markdown. One line, at most `most` units. */
export const plainLine = (text: string, most = 200): string => {
  if (text.length <= most && ONE_LINE.test(text)) return text;
  const line = pieces(text, most * 2)
    .map((piece) => ("odd" in piece ? "�" : piece.text))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > most
    ? `${line
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/�$/, "")
        // Half a word tells nothing, where it is not the only one.
        .replace(/[\s.,;:]+\S{0,14}$/, "")}…`
    : line;
};
