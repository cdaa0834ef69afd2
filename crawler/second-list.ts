import { setImmediate as nextTurn } from "node:timers/promises";
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

/** JSON of more UTF-16 code units is followed by a turn of the event loop: a definition may have megabytes of it. */
const LONG = 100_000;

const written = async (value: Definition, write: (value: Definition) => string): Promise<string> => {
  const text = write(value);
  if (text.length > LONG) await nextTurn();
  return text;
};

/** Whether two definitions say the same, whatever the order of their keys. */
const isSame = async (a: Definition | undefined, b: Definition | undefined): Promise<boolean> => {
  if (a === undefined || b === undefined) return false;
  for (const write of [JSON.stringify, canonicalJson] as ((value: Definition) => string)[])
    if ((await written(a, write)) === (await written(b, write))) return true;
  return false;
};

const areSame = async (before: readonly Definition[], now: readonly Definition[]): Promise<boolean> => {
  if (now.length !== before.length) return false;
  for (const [at, tool] of before.entries()) if (!(await isSame(tool, now[at]))) return false;
  return true;
};

/** How the second of two complete lists differs from the first; null where it does not. The order of the tools is no difference. */
export const differenceOf = async (
  first: readonly Definition[],
  second: readonly Definition[],
): Promise<Unstable | null> => {
  const [before, after] = [byName(first), byName(second)];
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const fresh = [...after.keys()].filter((name) => !before.has(name));
  const other: string[] = [];
  for (const [name, tools] of before) {
    const now = after.get(name);
    if (now !== undefined && !(await areSame(tools, now))) other.push(name);
  }
  if (gone.length + fresh.length + other.length === 0) return null;
  return { added: namesOf(fresh), removed: namesOf(gone), changed: namesOf(other) };
};
