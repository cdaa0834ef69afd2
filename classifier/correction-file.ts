import { readFile } from "node:fs/promises";
import { z } from "zod";

/** What every correction by a person carries: which definition, exactly, who says so and why. */
export const CorrectionSchema = z.strictObject({
  server: z.string().min(1).describe("the server's name as its snapshot has it"),
  tool: z.string().min(1).describe("the tool's name as the server sent it"),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits, as `fingerprint` in the classification")
    .describe("the definition that the correction is about; it expires when the definition changes"),
  author: z.string().trim().min(1).max(200).describe("who answers for the correction"),
  reason: z.string().trim().min(1).max(2000).describe("why, for those who read the page"),
  date: z.iso.date().optional().describe("when it was made"),
});
export type Correction = z.infer<typeof CorrectionSchema>;

/** A file of corrections that cannot be used. The message names the file, each bad entry and what to do. */
export class CorrectionFileError extends Error {
  override name = "CorrectionFileError";
}

const nameOf = (entry: unknown): string => {
  const { server, tool } = (entry ?? {}) as { server?: unknown; tool?: unknown };
  return typeof server === "string" && typeof tool === "string" ? ` (${server}/${tool})` : "";
};

/**
 * Reads `{"version": 1, [list]: [...]}` from a file's text, reporting all that is wrong at once. `check` may add
 * problems of single entries; two entries for the same definition (and `keyOf`) contradict each other and are refused.
 */
export const parseCorrections = <T extends Correction>(
  text: string,
  file: string,
  list: string,
  schema: z.ZodType<T>,
  keyOf: (entry: T) => string,
  check: (entry: T) => string | undefined = () => undefined,
): T[] => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CorrectionFileError(`${file} is no JSON: ${(error as Error).message}. Correct it or take it away.`, {
      cause: error,
    });
  }
  const head = z
    .strictObject({ $schema: z.string().optional(), version: z.literal(1), [list]: z.array(z.unknown()) })
    .safeParse(json);
  if (!head.success)
    throw new CorrectionFileError(
      `${file} must be {"version": 1, "${list}": [...]}: ${z.prettifyError(head.error).replaceAll("\n", " ")}`,
    );
  const problems: string[] = [];
  const entries: T[] = [];
  const seen = new Map<string, number>();
  for (const [index, raw] of (head.data[list] as unknown[]).entries()) {
    const where = `entry ${index + 1}${nameOf(raw)}`;
    const parsed = schema.safeParse(raw);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        problems.push(`${where}: ${issue.path.join(".") || "entry"}: ${issue.message}`);
      continue;
    }
    const complaint = check(parsed.data);
    if (complaint !== undefined) problems.push(`${where}: ${complaint}`);
    const key = JSON.stringify([parsed.data.server, parsed.data.tool, parsed.data.fingerprint, keyOf(parsed.data)]);
    const earlier = seen.get(key);
    if (earlier !== undefined) problems.push(`${where}: says the same as entry ${earlier}; keep one of them`);
    seen.set(key, index + 1);
    entries.push(parsed.data);
  }
  if (problems.length > 0)
    throw new CorrectionFileError(
      `${file} was not used. Correct these entries or take them out:\n- ${problems.join("\n- ")}`,
    );
  return entries;
};

/** The text of a file of corrections. Throws a CorrectionFileError where it cannot be read. */
export const readCorrectionFile = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CorrectionFileError(
      `${file} cannot be read: ${(error as Error).message}. Give the path of an existing file.`,
      { cause: error },
    );
  }
};

/** A correction that did nothing, and why. */
export interface Idle<T extends Correction> {
  entry: T;
  /** `expired`: the tool's definition is another now; `unknown`: the server or tool is not in what was classified. */
  why: "expired" | "unknown";
  /** What to tell the person who keeps the file. */
  says: string;
}

/** Which corrections match no classification, in the order of the file. `fingerprints` is by server and tool. */
export const idleCorrections = <T extends Correction>(
  entries: readonly T[],
  fingerprints: ReadonlyMap<string, ReadonlySet<string>>,
): Idle<T>[] =>
  entries.flatMap((entry): Idle<T>[] => {
    const current = fingerprints.get(placeOf(entry));
    const place = `${entry.server}/${entry.tool}`;
    if (!current)
      return [
        {
          entry,
          why: "unknown",
          says: `${place} is not among the tools that were classified; take the entry out if the tool is gone`,
        },
      ];
    if (current.has(entry.fingerprint)) return [];
    return [
      {
        entry,
        why: "expired",
        says: `${place} changed since (now ${[...current].join(", ")}); look at it again, then update or remove the entry by ${entry.author}`,
      },
    ];
  });

/** The key of a server's tool in the maps of this module. */
export const placeOf = ({ server, tool }: { server: string; tool: string }): string => JSON.stringify([server, tool]);

/** The fingerprints that are current, by `placeOf`. */
export const fingerprintsBy = (
  classifications: readonly { server: string; tool: string; fingerprint: string }[],
): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>();
  for (const classification of classifications) {
    const place = placeOf(classification);
    const set = found.get(place) ?? new Set();
    found.set(place, set.add(classification.fingerprint));
  }
  return found;
};
