import { readFileSync } from "node:fs";
import { Command as Commander, CommanderError } from "commander";
import { CommandError, EXIT, examples } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { terminalText } from "./terminal-text.ts";

/** The version of package.json, which stands beside `cli/` in the repository and beside `dist/` in the package. */
export const version = (): string => {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const parsed = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
        name: string;
        version: string;
      };
      if (parsed.name === "toolrisk") return parsed.version;
    } catch {
      // The other place is tried next; neither is an error below.
    }
  }
  throw new Error(
    "package.json of toolrisk was not found beside its code: the installation is damaged; install it again",
  );
};

/** The whole command line, without running anything: verbs, options and help. */
export const program = (): Commander => {
  const toolrisk = new Commander("toolrisk")
    .description(
      "What can this MCP tool do to me, how sure are we, and what rule should I put in front of it?\n" +
        "Lists the tools of MCP servers, classifies them, writes policies and publishes a website.",
    )
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help, or a verb's")
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({
      sortSubcommands: false,
      subcommandTerm: (verb) => `${verb.name()} ${verb.usage()}`.replace("[options] ", "").replace(" [options]", ""),
    })
    .exitOverride();
  for (const command of COMMANDS) {
    const verb = toolrisk.command(command.id).helpOption("-h, --help", "print this help").exitOverride();
    command.define(verb);
  }
  toolrisk.addHelpText(
    "after",
    `
Environment:
  TOOLRISK_HOME  folder of the database and caches (default: .toolrisk in this folder)

Exit codes:
  0 done   1 findings or a failed check   2 wrong usage or a crash   3 partial: something outside failed
${examples([
  ["toolrisk start", "crawl ten well-known servers and read the result in a browser"],
  ["toolrisk crawl --source records:servers.json", "list the tools of the servers of a file"],
  ["toolrisk policy npm/@acme/mcp/delete_item", "the recommended policy.json of one tool"],
  ["toolrisk classify tools.jsonl", "classify saved tool lists, offline"],
])}`,
  );
  return toolrisk;
};

/** Runs the command line and sets the process's exit code; prints one clear line for an expected error. */
export const run = async (args: string[]): Promise<void> => {
  // A reader that stops early (`toolrisk … | head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    throw error;
  });
  try {
    const toolrisk = program();
    if (args.length === 0) {
      toolrisk.outputHelp({ error: true });
      process.exitCode = EXIT.usage;
      return;
    }
    await toolrisk.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    process.exitCode = error instanceof CommandError ? error.exitCode : EXIT.usage;
    console.error(describe(error));
  }
};

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return `toolrisk: ${terminalText(String(error))}`;
  const line = `toolrisk: ${terminalText(error.message)}`;
  // Errors of our own classes are written for the user; anything else is a defect, and its stack helps to report it.
  const expected =
    error.name !== "Error" &&
    !["TypeError", "RangeError", "ReferenceError", "SyntaxError", "AssertionError"].includes(error.name);
  return expected || !error.stack ? line : `${line}\n${terminalText(error.stack)}`;
};
