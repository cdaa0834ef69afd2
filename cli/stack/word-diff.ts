import { diffWordsWithSpace } from "diff";
import type { Definition } from "../../db/records/definition.ts";
import type { Paint } from "../color.ts";
import { terminalText } from "../terminal-text.ts";

/** More differing words than this are shown as one text that replaced the other; finding the shortest way costs their square. */
const MOST_EDITS = 2_000;
/** Unchanged text that is shown on each side of a change, in UTF-16 code units. */
const CONTEXT = 60;

/**
 * The new text with what came and what went, word by word: coloured, or marked `[-gone-]` and `{+come+}` where there is
 * no colour. Long unchanged stretches are cut to `…`. Both texts are made fit for a terminal first.
 */
export const wordDiff = (before: string, after: string, paint: Paint, color: boolean): string => {
  const [old, now] = [terminalText(before), terminalText(after)];
  const parts = diffWordsWithSpace(old, now, { maxEditLength: MOST_EDITS }) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ];
  return parts
    .map(({ value, added, removed }, at) => {
      if (added) return color ? paint(["green", "bold"], value) : `{+${value}+}`;
      if (removed) return color ? paint(["red", "strikethrough"], value) : `[-${value}-]`;
      const head = at === 0 ? "" : value.slice(0, CONTEXT).toWellFormed();
      const tail = at === parts.length - 1 ? "" : value.slice(-CONTEXT).toWellFormed();
      return value.length <= 2 * CONTEXT + 20 ? value : `${head}…${tail}`;
    })
    .join("");
};

/** The fields of a definition as texts: strings as they are, everything else as indented JSON. */
const fieldsOf = (definition: Definition): Map<string, string> =>
  new Map(
    Object.entries(definition)
      .filter(([key, value]) => key !== "name" && value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "")]),
  );

const ORDER = ["title", "description", "inputSchema", "outputSchema", "annotations"];

/** The fields in which two definitions differ, each with its differences; `null` for a side that is not there. */
export const definitionDiff = (
  before: Definition | null,
  after: Definition | null,
  paint: Paint,
  color: boolean,
): { field: string; text: string }[] => {
  const old = before ? fieldsOf(before) : new Map<string, string>();
  const now = after ? fieldsOf(after) : new Map<string, string>();
  const rank = (field: string): number => (ORDER.includes(field) ? ORDER.indexOf(field) : ORDER.length);
  const fields = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  // Of a tool that came or went, only what a person reads is shown; its verdict says the rest.
  const shown = before && after ? fields : fields.filter((field) => field === "description");
  return shown
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({
      field,
      text: wordDiff(old.get(field) ?? "", now.get(field) ?? "", paint, color),
    }));
};
