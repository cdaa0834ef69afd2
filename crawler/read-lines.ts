import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { SourceError } from "./source.ts";

/** The longest line that is read, in bytes: the largest known answer to tools/list is 2.2 MB. */
export const MAX_LINE = 32 * 2 ** 20;

const GZIP = 0x1f8b;

/** The decoded bytes of a file, unpacked when it begins as gzip does, whatever it is called. */
async function* bytesOf(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let first = true;
  let stream: Readable | null = null;
  const file = createReadStream(path, { signal });
  for await (const chunk of file as AsyncIterable<Buffer>) {
    if (first && chunk.length >= 2 && chunk.readUInt16BE(0) === GZIP) {
      file.destroy();
      stream = createReadStream(path, { signal });
      break;
    }
    first = false;
    yield chunk;
  }
  if (!stream) return;
  const unpacked = createGunzip();
  stream.on("error", (error) => unpacked.destroy(error));
  yield* stream.pipe(unpacked) as AsyncIterable<Buffer>;
}

/** One line of a file; `text` is null where it is longer than MAX_LINE (its bytes were dropped). */
export interface Line {
  /** Counted from 1. */
  number: number;
  text: string | null;
}

/**
 * The lines of a UTF-8 file, `.gz` or plain, one after the other: the memory used is that of the longest line. Blank
 * lines are counted and left out. Throws a SourceError where the file cannot be read or unpacked.
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<Line> {
  let number = 0;
  let held: Buffer[] = [];
  let bytes = 0;
  const line = (): Line | null => {
    number++;
    const text =
      bytes > MAX_LINE
        ? null
        : Buffer.concat(held)
            .toString("utf8")
            .replace(/^\uFEFF/, "")
            .trim();
    held = [];
    bytes = 0;
    return text === "" ? null : { number, text };
  };
  const hold = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > MAX_LINE) held = [];
    else if (part.length > 0) held.push(part);
  };
  try {
    if (!(await stat(path)).isFile()) throw new SourceError(`${path} is no file`);
    for await (const chunk of bytesOf(path, signal)) {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        hold(chunk.subarray(from, end));
        from = end + 1;
        const whole = line();
        if (whole) yield whole;
      }
      hold(chunk.subarray(from));
    }
    const last = line();
    if (last) yield last;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof SourceError || signal?.aborted) throw error;
    throw new SourceError(code === "ENOENT" ? `${path}: no such file` : `${path} cannot be read: ${message}`);
  }
}
