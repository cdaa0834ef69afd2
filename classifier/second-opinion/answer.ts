import { z } from "zod";
import { CapabilitySchema, CategorySchema, RiskSchema } from "../../db/records/classification.ts";
import { type Definition, fieldText } from "../../db/records/definition.ts";

const FIELDS = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"] as const;

/** What a model may answer. Strict and without optional fields, as `json_schema` with `strict` wants it. */
export const AnswerSchema = z.strictObject({
  category: CategorySchema,
  risk: RiskSchema,
  capabilities: z.array(CapabilitySchema),
  quotes: z.array(z.strictObject({ field: z.enum(FIELDS), quote: z.string() })),
  why: z.string(),
});
export type Answer = z.infer<typeof AnswerSchema>;

const { $schema: _, ...schema } = z.toJSONSchema(AnswerSchema);
/** The JSON Schema that is sent along. */
export const ANSWER_JSON_SCHEMA: Record<string, unknown> = schema;

/** More quotes than this are no evidence but a flood. */
const MAX_QUOTES = 8;

/** An answer that was read, or why it could not be. */
export type Read = { answer: Answer } | { problem: string };

/** The JSON object in a model's words: bare, in a fence, or with talk around it. */
const unwrap = (content: string): string => {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(content)?.[1] ?? content;
  const start = fenced.indexOf("{");
  const end = fenced.lastIndexOf("}");
  return start >= 0 && end > start ? fenced.slice(start, end + 1) : fenced.trim();
};

/** Reads a model's words as an answer. The problem is a sentence that the model can mend it by. */
export const readAnswer = (content: string): Read => {
  let json: unknown;
  try {
    json = JSON.parse(unwrap(content));
  } catch (error) {
    return { problem: `it is no JSON (${(error as Error).message.slice(0, 120)})` };
  }
  const parsed = AnswerSchema.safeParse(json);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error).replaceAll("\n", " ") };
  return { answer: parsed.data };
};

/** A quote at its place in the definition. */
export interface Located {
  field: string;
  start: number;
  end: number;
  quote: string;
}

/** The answer's quotes at their places; undefined when one of them does not stand literally in its field. */
export const locateQuotes = (answer: Answer, definition: Definition): Located[] | undefined => {
  if (answer.quotes.length > MAX_QUOTES) return undefined;
  const located: Located[] = [];
  for (const { field, quote } of answer.quotes) {
    const start = quote === "" ? -1 : fieldText(definition, field).indexOf(quote);
    if (start < 0) return undefined;
    located.push({ field, start, end: start + quote.length, quote });
  }
  return located;
};
