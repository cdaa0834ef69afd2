import type { Command as Commander } from "commander";

/** One verb of the command line: a file of `cli/commands/`, named after its id. */
export interface Command {
  /** The verb as it is typed, and the file's name. */
  readonly id: string;
  /** Adds description, arguments, options, examples and action to the verb; loads the areas it needs only when it runs. */
  define(verb: Commander): void;
}

/** Exit codes, the same for every verb. */
export const EXIT = {
  /** All that was asked is done. */
  done: 0,
  /** Findings above the threshold, or a check that failed. */
  findings: 1,
  /** Wrong usage, unusable input, or a crash. */
  usage: 2,
  /** Partly done, because something outside (registry, host, server) failed; running it again goes on. */
  partial: 3,
} as const;

/** An error whose message is all that the user needs: printed without a stack, ends with its exit code. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.usage, options?: ErrorOptions) {
    super(message, options);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}

/** Examples as every verb's help shows them: last, one a line. */
export const examples = (lines: [command: string, does: string][]): string => {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, does]) => `  ${command.padEnd(width)}  ${does}`).join("\n")}`;
};
