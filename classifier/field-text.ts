import { type Definition, fieldText } from "../db/records/definition.ts";

let last: Definition | undefined;
let texts = new Map<string, string>();
/** By definition the texts of all that were asked about since `withTexts` began. */
let kept: Map<Definition, Map<string, string>> | undefined;

/**
 * `fieldText`, remembered for the definition asked about last, and within `withTexts` for all of them: signals, evidence and
 * findings of one tool ask for the same fields, and writing a schema as text is dear. The definition must not change
 * between two calls.
 */
export const rememberedText = (definition: Definition, field: string): string => {
  if (last !== definition) {
    last = definition;
    texts = kept?.get(definition) ?? new Map();
    kept?.set(definition, texts);
  }
  let text = texts.get(field);
  if (text === undefined) {
    text = fieldText(definition, field);
    texts.set(field, text);
  }
  return text;
};

/** Keeps the texts of every definition that `use` asks about, until it returns. */
export const withTexts = <Result>(use: () => Result): Result => {
  last = undefined;
  kept = new Map();
  try {
    return use();
  } finally {
    last = undefined;
    kept = undefined;
    texts = new Map();
  }
};
