import { json } from "../../policy/json-text.ts";
import { mergedAll } from "../../policy/merge.ts";
import { tomlText } from "./toml-text.ts";
import { writtenFrom } from "./written-values.ts";
import { yamlText } from "./yaml-text.ts";

export const combineJson = (texts: string[]): string => json(mergedAll(texts.map((text) => JSON.parse(text))));

export const combineToml = (texts: string[]): string => tomlText(mergedAll(texts.map(writtenFrom)) as object);

export const combineYaml = (texts: string[]): string => yamlText(mergedAll(texts.map(writtenFrom)));

export { combineTexts } from "../../policy/merge.ts";
