import { existsSync } from "node:fs";
import { Command as Commander, CommanderError } from "commander";
import { version } from "../db/records/version.ts";
import { type Command, CommandError, EXIT, examples } from "./command.ts";
import { terminalText } from "./terminal-text.ts";

/** A description without the line breaks of its source: only those after a sentence stay. */
const flowing = (text: string): string => text.replace(/(?<![.:?])\n/g, " ");

const firstSentence = (text: string): string => (/^.*?[.:](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/[.:]$/, "");

/**
 * The verbs that a command line needs: the one that it begins with, so that no other's code is loaded to run it, or all
 * of them. A verb's file is named after it.
 */
const commandsFor = async (args: readonly string[]): Promise<readonly Command[]> => {
  const [verb = ""] = args;
  const file = new URL(`./commands/${verb}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
  // Completions are written from the whole command line.
  if (/^[a-z]+$/.test(verb) && verb !== "completions" && existsSync(file)) {
    const exported = Object.values((await import(file.href)) as Record<string, unknown>);
    const command = exported.find((each) => (each as Partial<Command>).id === verb);
    if (command) return [command as Command];
  }
  return (await import("./commands.ts")).COMMANDS;
};

/**
 * The command line, without running anything: options, help, and all verbs or, where `args` begin with one, that verb.
 */
export const program = async (args: readonly string[] = []): Promise<Commander> => {
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
      helpWidth: 100,
      commandDescription: (verb) => flowing(verb.description()),
      subcommandDescription: (verb) => firstSentence(flowing(verb.description())),
      sortSubcommands: false,
      subcommandTerm: (verb) => verb.name(),
    })
    .option(
      "--database <url>",
      "a PostgreSQL database, postgres://user:password@host/name, instead of the file in TOOLRISK_HOME",
    )
    .hook("preAction", (_, verb) => {
      const { database } = verb.optsWithGlobals<{ database?: string }>();
      // Every part of the program that opens the database takes it from here.
      if (database !== undefined) process.env.TOOLRISK_DATABASE = database;
    })
    .exitOverride();
  for (const command of await commandsFor(args)) {
    const verb = toolrisk.command(command.id).helpOption("-h, --help", "print this help").exitOverride();
    command.define(verb);
  }
  toolrisk.addHelpText(
    "after",
    `
Environment:
  TOOLRISK_HOME      folder of the database and caches (default: .toolrisk in this folder)
  TOOLRISK_DATABASE  as --database, which keeps the password out of the list of processes

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
    const toolrisk = await program(args);
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
