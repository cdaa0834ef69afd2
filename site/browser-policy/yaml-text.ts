import { visible } from "../../policy/visible.ts";
import { noteWritten } from "./written-values.ts";

/*
 * The YAML that `policy/yaml-text.ts` writes with a library: block maps and sequences, texts and keys in double quotes,
 * keys that look like a format's own plain. Values are JSON values.
 */

const PLAIN_KEY = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-zA-Z_]*$/;
/** A key that is longer is written with a question mark, as readers bound the length of a simple one. */
const LONGEST_KEY = 1024;
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const lines = (value: unknown, indent: string): string => {
  if (!isObject(value)) return JSON.stringify(value);
  if (Array.isArray(value))
    return value.length === 0 ? "[]" : value.map((one) => `- ${lines(one, `${indent}  `)}`).join(`\n${indent}`);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return entries.length === 0 ? "{}" : entries.map(([key, one]) => pair(key, one, indent)).join(`\n${indent}`);
};

const pair = (key: string, value: unknown, indent: string): string => {
  const name = PLAIN_KEY.test(key) ? key : JSON.stringify(key);
  const inner = `${indent}  `;
  const nested = isObject(value) && Object.keys(value).length > 0;
  if (name.length > LONGEST_KEY) return `? ${name}\n${indent}: ${lines(value, inner)}`;
  return `${name}:${nested ? `\n${inner}` : " "}${lines(value, inner)}`;
};

export const yamlText = (value: unknown): string => noteWritten(visible(lines(value, ""), "long"), value);
