import { z } from "zod";
import { DefinitionSchema } from "./definition.ts";

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

/** What the names begin with that the crawler makes up: of the place of a saved listing, of a command line. */
export const MADE_UP = { listing: "listing/", command: "command/" } as const;

/** The name of a server where that tells something of it; "" where it was made up, of a file's name or a command line. */
export const toldName = ({ name, unnamed }: Pick<Snapshot["server"], "name" | "unnamed">): string =>
  unnamed === true || Object.values(MADE_UP).some((prefix) => name.startsWith(prefix)) ? "" : name;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "__proto__");

const isNamed = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && typeof value.name === "string" && value.name !== "";

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === "string";

/**
 * Whether a value of `JSON.parse` is a snapshot as it stands. True only for what `SnapshotSchema` takes without changing
 * it, so that a catalogue is read without a copy of each definition; where it is false the schema decides, and says why.
 */
export const isSnapshot = (value: unknown): value is Snapshot =>
  isRecord(value) &&
  isNamed(value.server) &&
  isText(value.server.description) &&
  isText(value.server.version) &&
  (value.server.unnamed === undefined || typeof value.server.unnamed === "boolean") &&
  Array.isArray(value.tools) &&
  value.tools.every(isNamed);
