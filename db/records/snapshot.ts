import { z } from "zod";
import { DefinitionSchema } from "./definition-schema.ts";

/**
 * The snapshot contract: one server a line of JSONL, `{"server": {"name", "description"?, …}, "tools": [...]}`, the
 * tools as the server's `tools/list` sent them. Unknown fields are kept.
 */
export const SnapshotSchema = z.looseObject({
  server: z.looseObject({
    name: z.string().min(1).describe("the server's name as its record has it"),
    description: z.string().nullish(),
    version: z.string().nullish(),
    unnamed: z
      .boolean()
      .optional()
      .describe("true where the name was made up, of a file's name say: it is shown, and tells nothing of the server"),
  }),
  tools: z.array(DefinitionSchema),
});
export type Snapshot = z.infer<typeof SnapshotSchema>;
