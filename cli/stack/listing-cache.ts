import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DefinitionSchema } from "../../db/records/definition-schema.ts";

/*
 * Complete listings by the hash of what decides them, so that a server of which nothing changed is not started again.
 * The hash covers values of variables, which therefore never reach the disk.
 */

const CachedSchema = z.object({
  version: z.literal(1),
  listedAt: z.iso.datetime(),
  sandbox: z.string().nullable(),
  description: z.string().nullable(),
  tools: z.array(DefinitionSchema),
});
export type CachedListing = Omit<z.infer<typeof CachedSchema>, "version">;

const fileOf = (home: string, key: string): string => join(home, "listings", `${hash("sha256", key)}.json`);

/** The listing of this key; null where there is none that can be read, which only means to look again. */
export const cachedListing = (home: string, key: string): CachedListing | null => {
  let text: string;
  try {
    text = readFileSync(fileOf(home, key), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return CachedSchema.parse(JSON.parse(text));
  } catch {
    return null; // half written by a machine that stopped, or of another version
  }
};

/** Keeps a complete listing; whole or not at all. */
export const keepListing = (home: string, key: string, listing: CachedListing): void => {
  const file = fileOf(home, key);
  mkdirSync(join(home, "listings"), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}.tmp`;
  writeFileSync(half, JSON.stringify({ version: 1, ...listing }), { mode: 0o600 });
  renameSync(half, file);
};
