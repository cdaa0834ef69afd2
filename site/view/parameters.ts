import type { Definition } from "../../db/records/definition.ts";

/** One argument of a tool as its input schema has it; every text is the server's. */
export type Parameter = { name: string; type: string; required: boolean; description: string; choices: string[] };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeOf = (schema: unknown): string => {
  if (!isObject(schema)) return "any";
  if (typeof schema.type === "string") {
    const items = isObject(schema.items) && typeof schema.items.type === "string" ? schema.items.type : "";
    return schema.type === "array" && items ? `array of ${items}` : schema.type;
  }
  if (Array.isArray(schema.type)) return schema.type.filter((one) => typeof one === "string").join(" or ");
  const options = [schema.anyOf, schema.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (options) return [...new Set(options.map(typeOf))].slice(0, 4).join(" or ");
  if (Array.isArray(schema.enum)) return "a choice";
  return "any";
};

/** The arguments in the order of the schema, at most `most`; a schema of another shape has none. */
export const parametersOf = (definition: Definition, most = 200): Parameter[] => {
  const schema = definition.inputSchema;
  if (!isObject(schema) || !isObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties)
    .slice(0, most)
    .map(([name, property]) => ({
      name,
      type: typeOf(property),
      required: required.includes(name),
      description: isObject(property) && typeof property.description === "string" ? property.description : "",
      choices:
        isObject(property) && Array.isArray(property.enum)
          ? property.enum
              .filter((one) => typeof one === "string" || typeof one === "number")
              .map(String)
              .slice(0, 12)
          : [],
    }));
};

/** "3 (1 required)"; "none". */
export const parameterCount = (parameters: readonly Parameter[]): string => {
  if (parameters.length === 0) return "none";
  const required = parameters.filter((one) => one.required).length;
  return `${parameters.length} (${required === 0 ? "none" : required === parameters.length ? "all" : required} required)`;
};

/** The claims that the protocol knows, each with what true and what false say. */
export const HINTS: Record<string, [yes: string, no: string]> = {
  readOnlyHint: ["it only reads", "it changes things"],
  destructiveHint: ["it may destroy", "it destroys nothing"],
  idempotentHint: ["calling it twice is like calling it once", "calling it twice does it twice"],
  openWorldHint: ["it reaches beyond the server", "it stays inside the server"],
};

/** The author's claims that the definition carries, in words; claims that it does not carry are not made up. */
export const claimsOf = (definition: Definition): { hint: string; says: string }[] => {
  const annotations = definition.annotations;
  if (!isObject(annotations)) return [];
  return Object.entries(HINTS).flatMap(([hint, [yes, no]]) => {
    const value = Object.hasOwn(annotations, hint) ? annotations[hint] : undefined;
    return typeof value === "boolean" ? [{ hint: `${hint}: ${value}`, says: value ? yes : no }] : [];
  });
};
