import { once } from "node:events";

/** Writes to stdout and waits while the reader is slower, so that memory stays flat. */
const write = async (what: string | Buffer): Promise<void> => {
  if (!process.stdout.write(what)) await once(process.stdout, "drain");
};

/** Writes one line of result to stdout and waits while the reader is slower. */
export const writeLine = (line: string): Promise<void> => write(`${line}\n`);

/** Bytes that are gathered before they are written: a write for each of many thousand lines is dear. */
const GATHERED = 1 << 17;

/** Most bytes that a UTF-16 code unit takes in UTF-8. */
const UNIT = 3;

/**
 * Writes many lines of result to stdout, some at a time. Lines that were added stay unwritten until `end`, or an error. Each
 * line is encoded by itself: one with a sign beyond Latin-1 would make a text of many lines twice as long to encode.
 */
export class LineWriter {
  #bytes = Buffer.allocUnsafe(GATHERED);
  #length = 0;

  async add(line: string): Promise<void> {
    const most = line.length * UNIT + 1;
    if (most > this.#bytes.length - this.#length) {
      await this.end();
      if (most > GATHERED) return write(`${line}\n`);
    }
    this.#length += this.#bytes.write(line, this.#length);
    this.#bytes[this.#length++] = 10;
  }

  /** Writes what was gathered. */
  async end(): Promise<void> {
    const gathered = this.#bytes.subarray(0, this.#length);
    if (gathered.length === 0) return;
    // The stream may hold what it was given until the reader takes it.
    this.#bytes = Buffer.allocUnsafe(GATHERED);
    this.#length = 0;
    await write(gathered);
  }
}
