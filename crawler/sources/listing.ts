import { basename } from "node:path";
import { z } from "zod";
import { MAX_DEPTH } from "../../db/records/definition.ts";
import { DefinitionSchema } from "../../db/records/definition-schema.ts";
import { MADE_UP } from "../../db/records/told-name.ts";
import { cutDepth } from "../cut-depth.ts";
import { readText } from "../read-text.ts";
import { type Found, type Source, SourceError } from "../source.ts";

/** A tool lies four levels below the document: answer, result, list, tool. */
const TOOL_LEVEL = 4;
const MAX_NAME = 300;

const PageSchema = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.unknown().optional() });

/** The page in a document: a `tools/list` result, the JSON-RPC answer around one, or the list of tools alone. */
const pageOf = (document: unknown): z.infer<typeof PageSchema> | null => {
  if (Array.isArray(document)) return { tools: document };
  const answer = z.looseObject({ result: z.unknown() }).safeParse(document).data;
  return PageSchema.safeParse(answer?.result ?? document).data ?? null;
};

/** The documents of a text: one, or one a line. */
const documentsOf = (text: string): unknown[] => {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line));
  }
};

/** The name of a server whose listing lies in a file or at an address: what is before the first dot. */
const nameOf = (place: string): string => {
  const path = URL.canParse(place) && /^https?:/i.test(place) ? new URL(place).pathname : place;
  const stem = basename(path)
    .replace(/\..*$/, "")
    .replace(/[^\w@ -]/g, "-")
    .slice(0, MAX_NAME - 10);
  return `${MADE_UP.listing}${stem || "unnamed"}`;
};

/**
 * A server's own answer to `tools/list` that somebody saved, with all its pages (one JSON document a line). The last page
 * must be the end of the list: what is cut off is no listing, and is never taken for one.
 */
export const listing: Source = {
  id: "listing",
  says: "a saved tools/list answer in a file or at an address (its pages one a line; .gz too)",
  argument: "FILE|URL",
  read: async function* (place, options): AsyncGenerator<Found> {
    if (!place) throw new SourceError("source listing wants a file or an address");
    let documents: unknown[];
    try {
      documents = documentsOf(await readText(place, options?.signal));
    } catch (error) {
      if (error instanceof SyntaxError) throw new SourceError(`${place} is no valid JSON: ${error.message}`);
      throw error;
    }
    const tools: z.infer<typeof DefinitionSchema>[] = [];
    let cursor: unknown;
    for (const [at, document] of documents.entries()) {
      cutDepth(document, MAX_DEPTH + TOOL_LEVEL);
      const page = pageOf(document);
      if (!page) throw new SourceError(`${place}: page ${at + 1} holds no list of tools`);
      for (const [index, tool] of page.tools.entries()) {
        const where = `${place}, page ${at + 1}, tool ${index + 1}`;
        const parsed = DefinitionSchema.safeParse(tool);
        if (parsed.success) tools.push(parsed.data);
        else yield { kind: "problem", where, reason: "is no object with a name" };
      }
      cursor = page.nextCursor;
    }
    if (cursor !== undefined && cursor !== null)
      throw new SourceError(`${place}: its last page has a cursor, so that the list goes on elsewhere`);
    yield { kind: "snapshot", snapshot: { server: { name: nameOf(place) }, tools } };
  },
};
