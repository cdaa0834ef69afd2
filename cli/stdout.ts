import { once } from "node:events";

/** Writes one line of result to stdout and waits while the reader is slower, so that memory stays flat. */
export const writeLine = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
};
