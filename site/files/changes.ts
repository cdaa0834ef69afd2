import { join } from "node:path";
import { z } from "zod";
import type { Db } from "../../db/open.ts";
import { changesOf } from "../../db/queries/changes.ts";
import { ChangeSchema } from "../../db/records/change.ts";
import type { FileWriter } from "./put.ts";

/** Changes by their numbers in one file: the file `n` holds those from `n * PER_FILE + 1` to `(n + 1) * PER_FILE`. */
const PER_FILE = 1_000;

/** `changes/index.json`: the newest cursor, how the history is cut up, and the numbers of the files that there are. */
export const PublishedChangesSchema = z.object({
  version: z.number(),
  cursor: z.int().nonnegative(),
  perFile: z.int().positive(),
  files: z.array(z.int().nonnegative()),
});
export type PublishedChanges = z.infer<typeof PublishedChangesSchema>;

/** One line of `changes/<n>.jsonl`. */
export const PublishedChangeSchema = ChangeSchema.extend({ id: z.int().positive(), at: z.string() });

/** Writes every change into `dir`, oldest first, in the order that every reader sees; one file in memory at a time. */
export const writeChanges = async (db: Db, files: FileWriter, dir: string, version: number): Promise<void> => {
  const numbers: number[] = [];
  let lines: string[] = [];
  const close = (): void => {
    const number = numbers.at(-1);
    if (number !== undefined) files.put(join(dir, `${number}.jsonl`), lines.join(""));
    lines = [];
  };
  let cursor = 0;
  for (let more = true; more; ) {
    const page = await changesOf(db, { since: cursor, level: "none", limit: PER_FILE });
    for (const change of page.changes) {
      const number = Math.floor((change.id - 1) / PER_FILE);
      if (number !== numbers.at(-1)) {
        close();
        numbers.push(number);
      }
      lines.push(`${JSON.stringify(change)}\n`);
    }
    ({ cursor, more } = page);
  }
  close();
  const index: PublishedChanges = { version, cursor, perFile: PER_FILE, files: numbers };
  files.put(join(dir, "index.json"), JSON.stringify(index));
};
