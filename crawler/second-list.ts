import type { Unstable } from "../db/records/attempt.ts";
import { canonicalJson, type Definition } from "../db/records/definition.ts";

/** How long a server may take to list its tools once more, in ms, all pages together. */
export const SECOND_LIST_MS = 2_000;
/** Names that are kept of each kind of difference, and the longest of them, in UTF-16 code units. */
const MAX_NAMES = 20;
const MAX_NAME = 256;

const namesOf = (tools: Iterable<string>): string[] =>
  [...new Set(tools)].slice(0, MAX_NAMES).map((name) => name.slice(0, MAX_NAME));

/** The definitions under each name; several may have one. */
const byName = (tools: readonly Definition[]): Map<string, Definition[]> => Map.groupBy(tools, ({ name }) => name);

/** Whether two definitions say the same, whatever the order of their keys. */
const isSame = (a: Definition | undefined, b: Definition | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  (JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b));

/** How the second of two complete lists differs from the first; null where it does not. The order of the tools is no difference. */
export const differenceOf = (first: readonly Definition[], second: readonly Definition[]): Unstable | null => {
  const [before, after] = [byName(first), byName(second)];
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const fresh = [...after.keys()].filter((name) => !before.has(name));
  const other = [...before].filter(([name, tools]) => {
    const now = after.get(name);
    return now !== undefined && (now.length !== tools.length || !tools.every((tool, at) => isSame(tool, now[at])));
  });
  if (gone.length + fresh.length + other.length === 0) return null;
  return { added: namesOf(fresh), removed: namesOf(gone), changed: namesOf(other.map(([name]) => name)) };
};
