import { withCanonicalBytes } from "./canonical-json.ts";
import type { Definition } from "./definition-schema.ts";
import { sha256 } from "./sha256.ts";

export { canonicalJson, MAX_DEPTH } from "./canonical-json.ts";
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

/** The identity of a definition over time: lower-case hex SHA-256 (64 characters) of its canonical form, annotations included. */
export const fingerprintOf = (definition: Definition): string => withCanonicalBytes(definition, sha256);
