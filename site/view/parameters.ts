import type { Category } from "../../db/records/classification.ts";
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

/** The claims that the definition carries, by the name of the annotation; those that it does not carry are not made up. */
const annotated = ({ annotations }: Definition): [name: string, value: boolean][] =>
  isObject(annotations)
    ? Object.keys(HINTS).flatMap((name): [string, boolean][] => {
        const value = Object.hasOwn(annotations, name) ? annotations[name] : undefined;
        return typeof value === "boolean" ? [[name, value]] : [];
      })
    : [];

const claim = (name: string, value: boolean) => ({
  hint: `${name}: ${value}`,
  says: HINTS[name]?.[value ? 0 : 1] ?? "",
});

/** The author's claims, in words. */
export const claimsOf = (definition: Definition): { hint: string; says: string }[] =>
  annotated(definition).map(([name, value]) => claim(name, value));

/** Whether a verdict says the same as a claim; null where it says nothing of it. */
const agrees = (name: string, value: boolean, category: Category): boolean | null => {
  if (name === "readOnlyHint") return value === (category === "Read");
  if (name !== "destructiveHint") return null;
  if (category === "Destructive") return value;
  // What runs code or moves money can destroy, and need not.
  if (category === "Execute" || category === "Financial") return null;
  if (value) return category === "Read" ? false : null;
  return true;
};

/** The author's claims, in words, each with whether the verdict says the same. */
export const claimsBeside = (definition: Definition, category: Category) =>
  annotated(definition).map(([name, value]) => ({ ...claim(name, value), agrees: agrees(name, value, category) }));
