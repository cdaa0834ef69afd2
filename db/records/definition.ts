import type { Definition } from "./definition-schema.ts";
import { sha256 } from "./sha256.ts";

export type { Definition } from "./definition-schema.ts";

/** Whether a value of `JSON.parse` is what `DefinitionSchema` takes, a hundred times as fast where it is not. */
export const isDefinition = (value: unknown): value is Definition =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  "name" in value &&
  typeof value.name === "string" &&
  value.name !== "";

/** The text of a definition's field; "" where the field is absent or no string. */
export const textOf = (definition: Definition, field: "name" | "title" | "description"): string => {
  const value = definition[field];
  return typeof value === "string" ? value : "";
};

/**
 * The text that evidence offsets count in: the string itself for a string field (`name`, `title`, `description`), the
 * compact JSON (`JSON.stringify`) of any other field (`inputSchema`, `outputSchema`, `annotations`), "" where absent.
 * Offsets are UTF-16 code units, as in JavaScript's `slice`.
 */
export const fieldText = (definition: Definition, field: string): string => {
  if (!Object.hasOwn(definition, field)) return "";
  const value = definition[field];
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
};

/** Deepest nesting that a stored definition may have; the crawler cuts what is deeper, so that no walker overflows. */
export const MAX_DEPTH = 64;

/** How deeply `value` nests: 0 for a scalar. Iterative, so hostile depth cannot overflow the stack. */
export const depthOf = (value: unknown): number => {
  let deepest = 0;
  const open: [unknown, number][] = [[value, 0]];
  for (let top = open.pop(); top; top = open.pop()) {
    const [node, depth] = top;
    if (depth > deepest) deepest = depth;
    if (node && typeof node === "object") for (const child of Object.values(node)) open.push([child, depth + 1]);
  }
  return deepest;
};

/** Longest text whose signs are looked at one by one: a call of the engine's own writer is dear, not what it does. */
const SHORT = 48;

/** A text as JSON. */
const quoted = (text: string): string => {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126 || code === 34 || code === 92) return JSON.stringify(text);
  }
  return `"${text}"`;
};

const quotedKeys = new Map<string, string>();
/** Keys of schemas are few and recur; more than these are written anew each time, so that no input fills the memory. */
const MOST_KEYS = 4096;

/** `"key":` as JSON. */
const quotedKey = (key: string): string => {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const written = `${quoted(key)}:`;
  if (quotedKeys.size < MOST_KEYS && key.length < 64) quotedKeys.set(key, written);
  return written;
};

/** The keys of an object by UTF-16 code unit. They are few or nearly sorted: insertion beats the general sort. */
const sortedKeys = (value: object): string[] => {
  const keys = Object.keys(value);
  if (keys.length > 32) return keys.sort();
  for (let from = 1; from < keys.length; from++) {
    const key = keys[from] as string;
    let to = from - 1;
    for (; to >= 0 && (keys[to] as string) > key; to--) keys[to + 1] = keys[to] as string;
    keys[to + 1] = key;
  }
  return keys;
};

/**
 * The canonical form of a JSON value: keys sorted by UTF-16 code unit, no white space, as RFC 8785 has it but for
 * numbers, which are printed as JavaScript prints them (RFC 8785 does the same). Throws a RangeError past MAX_DEPTH.
 */
export const canonicalJson = (value: unknown, depth = 0): string => {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth > MAX_DEPTH) throw new RangeError(`value nests deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`;
  let out = "{";
  for (const key of sortedKeys(value)) {
    const child = (value as Record<string, unknown>)[key];
    if (child !== undefined) out += `${out === "{" ? "" : ","}${quotedKey(key)}${canonicalJson(child, depth + 1)}`;
  }
  return `${out}}`;
};

/** The identity of a definition over time: lower-case hex SHA-256 (64 characters) of its canonical form, annotations included. */
export const fingerprintOf = (definition: Definition): string => sha256(canonicalJson(definition));
