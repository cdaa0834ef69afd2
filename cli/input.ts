import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CommandError } from "./command.ts";

/** The lines of a file (`.gz` is unpacked) or, for `-`, of stdin. Throws a CommandError where it cannot be read. */
export async function* readLines(file: string): AsyncGenerator<string> {
  if (file === "-" && process.stdin.isTTY)
    throw new CommandError("stdin is a terminal: pipe JSONL into it, or name a file");
  if (file !== "-") {
    const found = await stat(file).catch((error: NodeJS.ErrnoException) => error);
    if (found instanceof Error) throw new CommandError(`${file} cannot be read: ${found.message}`);
    if (found.isDirectory()) throw new CommandError(`${file} is a folder: name a JSONL file in it`);
  }
  const raw: Readable = file === "-" ? process.stdin : createReadStream(file);
  const input = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (error) => input.destroy(error));
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
