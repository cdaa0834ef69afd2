import { z } from "zod";

/**
 * What a server says of one tool: an item of its `tools/list` answer, every field as it was sent. Only the name is
 * required; all other fields are untrusted and may have any type, so read them with `textOf` or a type check.
 */
export const DefinitionSchema = z.looseObject({
  name: z.string().min(1).describe("the tool's name as the server sent it"),
  title: z.unknown().optional(),
  description: z.unknown().optional(),
  inputSchema: z.unknown().optional(),
  outputSchema: z.unknown().optional(),
  annotations: z.unknown().optional().describe("the author's claims; evidence, never fact"),
});
export type Definition = z.infer<typeof DefinitionSchema>;
