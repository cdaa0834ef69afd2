import { once } from "node:events";

/** Writes text to stdout and waits while the reader is slower, so that memory stays flat. */
const write = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
};

/** Writes one line of result to stdout and waits while the reader is slower. */
export const writeLine = (line: string): Promise<void> => write(`${line}\n`);

/** Characters that are gathered before they are written: a write for each of many thousand lines is dear. */
const GATHERED = 1 << 16;

/** Writes many lines of result to stdout, some at a time. Lines that were added stay unwritten until `end`, or an error. */
export class LineWriter {
  #text = "";

  async add(lines: readonly string[]): Promise<void> {
    for (const line of lines) this.#text += `${line}\n`;
    if (this.#text.length >= GATHERED) await this.end();
  }

  /** Writes what was gathered. */
  async end(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    if (text !== "") await write(text);
  }
}
