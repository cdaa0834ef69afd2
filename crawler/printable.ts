import { withoutEscapeSequences } from "../db/records/escape-sequences.ts";

/** The longest text of a server's that is stored with an attempt, in UTF-16 code units. */
export const MAX_ERROR = 2_000;

/**
 * Text of a server's made fit to store and print: escape sequences, control, invisible and bidirectional characters
 * gone (line breaks and tabs stay), at most `limit` code units, cut at the front or the back with "…".
 */
export const printable = (text: string, limit: number = MAX_ERROR, keep: "start" | "end" = "start"): string => {
  const clean = withoutEscapeSequences(text)
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\t]/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  if (clean.length <= limit) return clean;
  const cut = keep === "start" ? `${clean.slice(0, limit - 1)}…` : `…${clean.slice(1 - limit)}`;
  // The cut may have parted a pair of surrogates.
  return cut.toWellFormed().replaceAll("\uFFFD", "");
};

/** Values that are no secret of anybody's, and whose replacement would garble the text around them. */
const PLAIN = /^(?:.{0,3}|true|false|none|null|\d{1,5})$/is;

/** The values of variables, each with what stands for it in a text that is kept. */
export const hiddenValues = (env: Readonly<Record<string, string>>): [string, string][] =>
  Object.values(env)
    .filter((value) => !PLAIN.test(value))
    .map((value) => [value, "[redacted]"]);

/** Replaces each needle (a secret, a folder of this machine) by its stand-in, the longest first. */
export const redact = (text: string, needles: ReadonlyMap<string, string>): string =>
  [...needles]
    .filter(([needle]) => needle !== "")
    .sort(([a], [b]) => b.length - a.length)
    .reduce((out, [needle, standIn]) => out.replaceAll(needle, standIn), text);
