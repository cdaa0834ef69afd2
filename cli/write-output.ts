import { writeFileSync } from "node:fs";
import { CommandError, EXIT } from "./command.ts";

/** Writes a file that the user named for a result. Throws a CommandError where it cannot be written. */
export const writeOutput = (file: string, text: string): void => {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new CommandError(`${file} cannot be written: ${(cause as Error).message}`, EXIT.usage, { cause });
  }
};
