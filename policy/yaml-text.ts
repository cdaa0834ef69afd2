import { visible } from "./visible.ts";

/*
 * A writer of its own, since the site writes YAML for each of a hundred thousand tools, in a browser too: it is some fifty
 * times as fast as the library, whose bytes it gives. A test holds the two against each other.
 */

/** Keys of the formats themselves, which no reader takes for anything but a text; other keys are quoted. */
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

/**
 * YAML of a JSON value that means the same to readers of version 1.1 and 1.2: block maps and sequences, all texts and all
 * keys from servers in double quotes, so that `yes`, `007` or `# x` stay texts; nothing folded, no aliases, no final
 * newline. Keys that look like a format's own are plain.
 */
export const yamlText = (value: unknown): string => visible(lines(value, ""), "long");
