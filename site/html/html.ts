/*
 * Finished HTML as strings, for the parts that stand on every tool's page or in every row of a table: there are millions
 * of them, and a component for each would take most of the time of a build. All that is not `Html` is text.
 */

/** HTML that is finished: made by `html` and the functions of this folder alone, so that text cannot pass for it. */
export class Html {
  readonly text: string;

  /** `text` is taken as it is. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in `html`: parts of a list follow each other, and what is missing is nothing. */
export type Part = Html | string | number | false | null | undefined | readonly Part[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML in which `text` is text, between elements and in the value of an attribute in quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? "");

/** The same between elements alone, where quotes need no escape: shorter by a tenth where JSON is shown. */
export const escapedContent = (text: string): string => text.replace(/[&<>]/g, (one) => ESCAPES[one] ?? "");

const written = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  if (!part) return "";
  let text = "";
  for (const one of part) text += written(one);
  return text;
};

/**
 * HTML with values in it, each as text unless it is `Html` or a list of it. A value stands between elements or in the
 * value of an attribute in double quotes, nowhere else. Line breaks of the literal and the indentation behind them are
 * left out.
 */
export const html = (literal: TemplateStringsArray, ...values: readonly Part[]): Html => {
  const strings = stringsOf(literal);
  let text = strings[0] ?? "";
  for (let at = 0; at < values.length; at++) text += written(values[at]) + (strings[at + 1] ?? "");
  return new Html(text);
};

const kept = new WeakMap<TemplateStringsArray, string[]>();
const stringsOf = (literal: TemplateStringsArray): string[] => {
  const known = kept.get(literal);
  if (known) return known;
  const strings = literal.map((text) => text.replace(/\n\s*/g, ""));
  kept.set(literal, strings);
  return strings;
};
