import type { Definition } from "../db/records/definition.ts";
import type { Argument } from "./facts.ts";
import { rememberedText } from "./field-text.ts";
import { remember } from "./remember.ts";
import { hashOf } from "./sign-hash.ts";
import { identifierTokens } from "./tokens.ts";

const MAX_ARGUMENTS = 60;

/** Whether a schema node is an object, not a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Follows a local `$ref` (`#/$defs/X`, `#/definitions/X`) one step. */
export const resolve = (root: Record<string, unknown>, node: unknown): Record<string, unknown> | undefined => {
  if (!isObject(node)) return undefined;
  const ref = node.$ref;
  if (typeof ref !== "string" || !ref.startsWith("#/")) return node;
  let at: unknown = root;
  for (const step of ref.slice(2).split("/")) at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  return isObject(at) ? at : node;
};

/** The strings that a schema node allows: `enum`, `const`, and those of `items`, `anyOf` and `oneOf`. */
const optionsOf = (node: Record<string, unknown>, depth = 0): string[] => {
  if (Array.isArray(node.enum)) return node.enum.filter((value): value is string => typeof value === "string");
  if (typeof node.const === "string") return [node.const];
  const options: string[] = [];
  if (depth >= 2) return options;
  const { items, anyOf, oneOf } = node;
  // One by one: more values than a call takes arguments may stand in an enum.
  const add = (branch: unknown): void => {
    if (isObject(branch)) for (const option of optionsOf(branch, depth + 1)) options.push(option);
  };
  if (items !== undefined) add(items);
  if (Array.isArray(anyOf)) for (const branch of anyOf) add(branch);
  if (Array.isArray(oneOf)) for (const branch of oneOf) add(branch);
  return options;
};

const typeOf = (node: Record<string, unknown>): string => {
  if (typeof node.type === "string") return node.type;
  if (Array.isArray(node.type)) return String(node.type.find((type) => type !== "null") ?? "");
  const branches = Array.isArray(node.anyOf) ? node.anyOf : Array.isArray(node.oneOf) ? node.oneOf : [];
  for (const branch of branches)
    if (isObject(branch) && typeof branch.type === "string" && branch.type !== "null") return branch.type;
  return "";
};

const wordsOf = remember((name): Pick<Argument, "tokens" | "words" | "hashes"> => {
  const found = identifierTokens(name);
  const tokens = found.map((token) => token.text);
  return { tokens, words: tokens.join(" "), hashes: [...found.map(({ hash }) => hash), hashOf(name)] };
});

/** The arguments that an input schema declares; properties of a nested object and of `oneOf` branches stand beside them. */
export const argumentsOf = (schema: unknown): Argument[] => {
  const out: Argument[] = [];
  if (!isObject(schema)) return out;
  const seen = new Map<string, Argument>();
  const visit = (node: Record<string, unknown>, depth: number, nested = false): void => {
    const required = new Set(Array.isArray(node.required) ? node.required : []);
    if (isObject(node.properties)) {
      for (const name of Object.keys(node.properties)) {
        const property = resolve(schema, node.properties[name]) ?? {};
        if (out.length >= MAX_ARGUMENTS) return;
        const known = seen.get(name);
        if (known) {
          for (const option of optionsOf(property)) if (!known.options.includes(option)) known.options.push(option);
        } else {
          const argument: Argument = {
            name,
            ...wordsOf(name),
            type: typeOf(property),
            options: optionsOf(property),
            description: typeof property.description === "string" ? property.description.slice(0, 300) : "",
            required: required.has(name),
            nested,
          };
          seen.set(name, argument);
          out.push(argument);
        }
        if (depth < 1 && isObject(property.properties)) visit(property, depth + 1, true);
      }
    }
    if (depth >= 2) return;
    for (const key of ["oneOf", "anyOf", "allOf"]) {
      const branches = node[key];
      if (Array.isArray(branches)) {
        for (const branch of branches) {
          const resolved = resolve(schema, branch);
          if (resolved) visit(resolved, depth + 1, nested);
        }
      }
    }
  };
  visit(schema, 0);
  return out;
};

const HEADING = /(?:^|\n)[^\S\n]*(?:args|arguments|parameters?|params|inputs?)\b[^\n]{0,40}:?[^\S\n]*(?=\n)/i;
const LISTED =
  /(?:^|\n)[^\S\n]*[-*•]?[^\S\n]*[`*"]*([A-Za-z_]\w{0,40})[`*"]*[^\S\n]*(?:\(([^)\n]{0,60})\))?[^\S\n]*(?::|[-–][^\S\n])/g;
const NO_ARGUMENT =
  /^(returns?|raises|examples?|notes?|usage|output|outputs|errors?|none|warning|important|yields|response|default)$/i;

/** The arguments that a description lists under "Args:" or "Parameters:", for a tool whose schema declares none. */
export const listedArguments = (description: string): Argument[] => {
  if (!description.includes("\n")) return [];
  const heading = HEADING.exec(description);
  if (!heading) return [];
  const from = heading.index + heading[0].length;
  const out: Argument[] = [];
  for (const match of description.slice(from).matchAll(LISTED)) {
    const [whole, name = "", type = ""] = match;
    if (NO_ARGUMENT.test(name)) break;
    const start = from + match.index + whole.indexOf(name);
    out.push({
      name,
      ...wordsOf(name),
      type: /\b(list|array)/i.test(type) ? "array" : "",
      options: [],
      description: "",
      required: !/optional/i.test(type),
      nested: false,
      listed: { start, end: start + name.length },
    });
    if (out.length >= 20) break;
  }
  return out;
};

/** The literal place of an argument's name in the input schema's compact JSON, quotes left out. */
export const argumentSpan = (
  definition: Definition,
  { name, listed }: Pick<Argument, "name" | "listed">,
): { field: string; start: number; end: number } => {
  if (listed) return { field: "description", ...listed };
  const json = rememberedText(definition, "inputSchema");
  const inner = JSON.stringify(name).slice(1, -1);
  const properties = Math.max(0, json.indexOf('"properties"'));
  let at = json.indexOf(`"${inner}":`, properties);
  if (at < 0) at = json.indexOf(`"${inner}"`);
  return { field: "inputSchema", start: at + 1, end: at + 1 + inner.length };
};

/** The literal place of one allowed value of an argument. */
export const optionSpan = (
  definition: Definition,
  name: string,
  value: string,
): { field: string; start: number; end: number } => {
  const json = rememberedText(definition, "inputSchema");
  const from = argumentSpan(definition, { name }).end;
  const inner = JSON.stringify(value).slice(1, -1);
  let at = json.indexOf(`"${inner}"`, from);
  if (at < 0) at = json.indexOf(`"${inner}"`);
  return { field: "inputSchema", start: at + 1, end: at + 1 + inner.length };
};
