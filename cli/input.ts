import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CommandError } from "./command.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The lines of a stream of UTF-8, which end with \n or \r\n. Each is decoded by itself: a sign beyond Latin-1 makes the
 * engine hold all of a string in two bytes a sign, so it must not reach further than its own line.
 */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  const ended = (piece: Buffer): string => {
    const line = begun.length === 0 ? piece : Buffer.concat([...begun, piece]);
    begun = [];
    return line.toString("utf8", 0, line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length);
  };
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      yield ended(chunk.subarray(from, at));
      from = at + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield ended(Buffer.alloc(0));
}

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
    yield* linesOf(input);
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
