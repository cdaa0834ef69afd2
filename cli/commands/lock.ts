import type { Command as Verb } from "commander";
import { type Command, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { type StackOptions, splitCommand, stackOptions } from "../stack/options.ts";

interface LockOptions extends StackOptions {
  lock: string;
}

const lock = async (targets: string[], options: LockOptions, verb: Verb): Promise<void> => {
  const { lookAtStack } = await import("../stack/look-at-stack.ts");
  const { lockOf, readLock, writeLock } = await import("../stack/lock-file.ts");
  const { verdictsOn } = await import("../stack/verdicts.ts");
  const { many } = await import("../report-words.ts");
  const { clip } = await import("../terminal-text.ts");
  const before = readLock(options.lock);
  const { targets: named, command } = splitCommand(targets, verb);
  const looks = await lookAtStack(named, command, options);
  const classify = await verdictsOn(homeFolder(), looks);
  const now = lockOf(looks, before, classify, named.length === 0 && command.length === 0);
  writeLock(options.lock, now);
  const servers = Object.values(now.servers);
  const tools = servers.reduce((sum, server) => sum + server.tools.length, 0);
  console.log(`${options.lock}: ${many(servers.length, "server")}, ${many(tools, "tool")}`);
  const missing = looks.filter(({ outcome }) => outcome !== "listed");
  for (const { name, outcome } of missing) console.error(`not locked: ${clip(name, 80)}: ${outcome}`);
  if (missing.length > 0) process.exitCode = EXIT.partial;
};

export const lockStack: Command = {
  id: "lock",
  define(verb) {
    stackOptions(
      verb.description(
        "Write what the tools of your servers are now, with fingerprint and verdict, into a file for your repository:\n" +
          "from then on toolrisk check --frozen fails when a tool changes in meaning, and toolrisk diff shows how.",
      ),
    )
      .option("--lock <file>", "the file", "mcp-lock.json")
      .addHelpText(
        "after",
        examples([
          ["toolrisk lock .mcp.json", "the servers of a project"],
          ["toolrisk lock .mcp.json --yes && git add mcp-lock.json", "accept what changed"],
        ]),
      )
      .action(lock);
  },
};
