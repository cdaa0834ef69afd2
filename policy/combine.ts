import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { json } from "./json-text.ts";
import { tomlText } from "./toml-text.ts";
import { yamlText } from "./yaml-text.ts";

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Two values as one: tables key by key, lists one after the other; of other values the later. */
const merged = (one: unknown, two: unknown): unknown => {
  if (Array.isArray(one) && Array.isArray(two)) return [...one, ...two];
  if (!isTable(one) || !isTable(two)) return two;
  const all = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(one)) all[key] = one[key];
  for (const key of Object.keys(two)) all[key] = key in all ? merged(all[key], two[key]) : two[key];
  return all;
};

const mergedAll = (values: unknown[]): unknown => values.reduce(merged);

/** Settings of several servers as one file of settings. Each text must be what its format wrote; at least one. */
export const combineJson = (texts: string[]): string => json(mergedAll(texts.map((text) => JSON.parse(text))));

export const combineToml = (texts: string[]): string =>
  tomlText(mergedAll(texts.map((text) => parseToml(text))) as object);

export const combineYaml = (texts: string[]): string => yamlText(mergedAll(texts.map((text) => parseYaml(text))));

/** Texts of a language in which one simply follows the other. */
export const combineTexts = (texts: string[]): string => texts.filter((text) => text !== "").join("\n\n");
