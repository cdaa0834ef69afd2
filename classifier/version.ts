import { sha256 } from "../db/records/sha256.ts";
import type { Model } from "./model.ts";
import { shippedModel } from "./model.ts";
import stamped from "./version.json" with { type: "json" };

interface Files {
  readdirSync(path: URL): string[];
  readFileSync(path: URL, encoding: "utf8"): string;
}

/** Node's file system, looked up without an import, so that a browser can load this file too. */
const files = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process?.getBuiltinModule?.(
  "node:fs",
) as Files | undefined;

/** The folders, beside this file, that decide a verdict: facts and fit, rules, findings, and what was learned. */
const DECIDING = ["./", "./rules/", "./findings/", "./model/"];

/**
 * The first 12 hex digits of the SHA-256 over all that decides a verdict: the sources of rules, findings and what reads
 * facts, and the model's files. The published package, which holds no sources, carries it in `version.json`; a build
 * writes it there. Throws an Error where neither is at hand.
 */
export const contentVersion = (): string => {
  if (typeof stamped.content === "string") return stamped.content;
  if (!files) throw new Error("classifier/version.json holds no version: build the package, and load it from dist/");
  const parts: string[] = [];
  for (const folder of DECIDING) {
    const url = new URL(folder, import.meta.url);
    for (const name of files.readdirSync(url).sort())
      if (/\.(ts|json)$/.test(name) && name !== "version.json")
        parts.push(`${folder}${name}\n${files.readFileSync(new URL(name, url), "utf8")}`);
  }
  return sha256(parts.join("\0")).slice(0, 12);
};

let shipped: string | undefined;

/**
 * The version that stands in every classification by `model`: that of the model's form, a point, and the content's. It
 * changes whenever a rule or the model changes, so what was judged by another version is stale. A model that does not
 * ship has `custom` for its content.
 */
export const classifierVersion = (model: Model): string => {
  if (model !== shippedModel()) return `${model.version}.custom`;
  shipped ??= `${model.version}.${contentVersion()}`;
  return shipped;
};
