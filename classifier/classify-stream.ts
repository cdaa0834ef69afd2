import type { Classification } from "../db/records/classification.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { isSnapshot } from "../db/records/snapshot-check.ts";
import { type ClassifyOptions, classifyServer } from "./classify.ts";

/** A line of the input that is no snapshot. `line` counts from 1. */
export class BadLineError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = "BadLineError";
    this.line = line;
  }
}

const judged = (snapshot: Snapshot, number: number, options: ClassifyOptions): Classification[] => {
  try {
    return classifyServer(snapshot, options);
  } catch (error) {
    if (error instanceof RangeError) throw new BadLineError(number, error.message);
    throw error;
  }
};

/**
 * The classifications of one line of the snapshot contract, in order; none for a blank line. `number` counts lines from
 * 1. Throws a BadLineError for a line that is no JSON, no snapshot or nests too deep.
 */
export const classifyLine = async (
  line: string,
  number: number,
  options: ClassifyOptions = {},
): Promise<Classification[]> => {
  if (line.trim() === "") return [];
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new BadLineError(number, `not JSON: ${(error as Error).message}`);
  }
  if (isSnapshot(value)) return judged(value, number, options);
  // Loaded where it is needed: most input never is, and a validator takes longer to load than a thousand tools to judge.
  const { prettifyError } = await import("zod");
  const { SnapshotSchema } = await import("../db/records/snapshot.ts");
  const parsed = SnapshotSchema.safeParse(value);
  if (!parsed.success)
    throw new BadLineError(number, `not a snapshot: ${prettifyError(parsed.error).replaceAll("\n", " ")}`);
  return judged(parsed.data, number, options);
};

/**
 * Snapshots in, classifications out: one server a line of JSON becomes one line of JSON per tool, in order. Blank lines
 * are skipped. Holds one server at a time. Throws a BadLineError for a line that is no JSON or no snapshot.
 */
export async function* classifyLines(
  input: AsyncIterable<string> | Iterable<string>,
  options: ClassifyOptions = {},
): AsyncIterable<string> {
  let number = 0;
  for await (const line of input)
    for (const classification of await classifyLine(line, ++number, options)) yield JSON.stringify(classification);
}
