import { join } from "node:path";
import { collect } from "../arguments.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { terminalText } from "../terminal-text.ts";

interface GuardOptions {
  policy: string;
  upstream?: string;
  header?: string[];
  log?: string;
  state?: string;
  grant: string;
}

/** `Name: value` as a pair; throws a CommandError for anything else. */
const headerOf = (text: string): [string, string] => {
  const colon = text.indexOf(":");
  if (colon < 1) throw new CommandError(`--header "${text}": it is written as Name: value`);
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
};

export const guard: Command = {
  id: "guard",
  define(verb) {
    verb
      .usage("--policy <file> (--upstream <url> | -- <command> [arguments…])")
      .description(
        "Stand between an agent and an MCP server and enforce a policy.json: hidden tools are not listed, denied calls get\n" +
          "the policy's text, limits are counted across restarts, every decision is logged as a JSON line with argument\n" +
          "names only. Put this command into the client's configuration in place of the server's own.",
      )
      .argument("[command...]", "the server to start, after --")
      .requiredOption("--policy <file>", "the policy.json; read again when it changes")
      .option("--upstream <url>", "the address of a server that runs (Streamable HTTP)")
      .option("--header <name: value>", "a header for --upstream; may be given several times", collect)
      .option("--log <file>", "file that decisions are appended to (default: stderr)")
      .option("--state <file>", "file of the counters (default: guard.db in TOOLRISK_HOME)")
      .option("--grant <name>", "whose limits are counted; guards of one grant share them", "default")
      .addHelpText(
        "after",
        examples([
          ["toolrisk guard --policy policy.json -- node server.js", "guard a server that is started"],
          ["toolrisk guard --policy policy.json --upstream https://mcp.acme.test/mcp", "guard one that runs"],
        ]),
      )
      .action(async (words: string[], options: GuardOptions) => {
        const [command, ...args] = words;
        if ((command === undefined) === (options.upstream === undefined))
          throw new CommandError("name either a command after -- or an address with --upstream");
        if (options.upstream !== undefined && !/^https?:$/.test(URL.parse(options.upstream)?.protocol ?? ""))
          throw new CommandError(
            `--upstream ${options.upstream}: it is an address that begins with https:// or http://`,
          );
        const upstream =
          options.upstream === undefined
            ? { command: command ?? "", args }
            : { url: options.upstream, headers: Object.fromEntries((options.header ?? []).map(headerOf)) };
        const { mkdirSync } = await import("node:fs");
        const { startGuard } = await import("../../policy/guard/guard.ts");
        if (options.state === undefined) mkdirSync(homeFolder(), { recursive: true, mode: 0o700 });
        const running = await startGuard({
          policyFile: options.policy,
          upstream,
          stateFile: options.state ?? join(homeFolder(), "guard.db"),
          ...(options.log === undefined ? {} : { log: options.log }),
          grant: options.grant,
          onFault: (error) => console.error(terminalText(`toolrisk guard: ${error.message}`, { oneLine: true })),
        }).catch((error: Error) => {
          throw new CommandError(`the guard of ${options.policy} cannot start: ${error.message}`, EXIT.usage, {
            cause: error,
          });
        });
        const stop = (): void => void running.close();
        process.on("SIGINT", stop).on("SIGTERM", stop);
        const side = await running.ended;
        process.off("SIGINT", stop).off("SIGTERM", stop);
        if (side === "server") throw new CommandError("the server ended first", EXIT.partial);
      });
  },
};
