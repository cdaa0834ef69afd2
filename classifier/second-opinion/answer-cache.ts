import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { AnswerSchema } from "./answer.ts";

/** What one question came to: an answer, or a refusal or unusable words, which asking again would only pay for again. */
const EntrySchema = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  systemFingerprint: z.string().nullable(),
  result: z.union([z.strictObject({ answer: AnswerSchema }), z.strictObject({ dropped: z.string() })]),
});
export type CacheEntry = z.infer<typeof EntrySchema>;

/**
 * Answers as files, one a question: `dir/ab/abcd….json`. Written beside and renamed, so that a reader or an interrupted
 * run never sees half a file. A file that is damaged or of another version counts as absent and is written anew.
 */
export const answerCache = (dir: string) => {
  const pathOf = (key: string): string => join(dir, key.slice(0, 2), `${key}.json`);
  return {
    async get(key: string): Promise<CacheEntry | undefined> {
      try {
        const parsed = EntrySchema.safeParse(JSON.parse(await readFile(pathOf(key), "utf8")));
        return parsed.success ? parsed.data : undefined;
      } catch (error) {
        if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async set(key: string, entry: CacheEntry): Promise<void> {
      const path = pathOf(key);
      const beside = `${path}.${randomUUID()}.tmp`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(beside, JSON.stringify(entry));
        await rename(beside, path);
      } finally {
        await rm(beside, { force: true });
      }
    },
  };
};
export type AnswerCache = ReturnType<typeof answerCache>;
