import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { json } from "./json-text.ts";
import { mergedAll } from "./merge.ts";
import { tomlText } from "./toml-text.ts";
import { yamlText } from "./yaml-text.ts";

/** Settings of several servers as one file of settings. Each text must be what its format wrote; at least one. */
export const combineJson = (texts: string[]): string => json(mergedAll(texts.map((text) => JSON.parse(text))));

export const combineToml = (texts: string[]): string =>
  tomlText(mergedAll(texts.map((text) => parseToml(text))) as object);

export const combineYaml = (texts: string[]): string => yamlText(mergedAll(texts.map((text) => parseYaml(text))));

export { combineTexts } from "./merge.ts";
