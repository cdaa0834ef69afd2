import { type Definition, fieldText } from "../db/records/definition.ts";

let last: Definition | undefined;
const texts = new Map<string, string>();

/**
 * `fieldText`, remembered for the definition asked about last: signals, evidence and findings of one tool ask in a row for
 * the same fields, and writing a schema as text is dear. The definition must not change between two calls.
 */
export const rememberedText = (definition: Definition, field: string): string => {
  if (last !== definition) {
    last = definition;
    texts.clear();
  }
  let text = texts.get(field);
  if (text === undefined) {
    text = fieldText(definition, field);
    texts.set(field, text);
  }
  return text;
};
