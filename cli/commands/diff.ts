import type { Command as Verb } from "commander";
import { painter, wantsColor } from "../color.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { type StackOptions, splitCommand, stackOptions } from "../stack/options.ts";

interface DiffOptions extends StackOptions {
  lock: string;
  exitCode?: boolean;
}

const diff = async (targets: string[], options: DiffOptions, verb: Verb): Promise<void> => {
  const { lookAtStack } = await import("../stack/look-at-stack.ts");
  const { diffStack } = await import("../stack/diff-stack.ts");
  const { readLock } = await import("../stack/lock-file.ts");
  const { lockedLooks, verdictsOn } = await import("../stack/verdicts.ts");
  const lock = readLock(options.lock);
  if (!lock) throw new CommandError(`there is no ${options.lock}: write it with toolrisk lock`);
  const { targets: named, command } = splitCommand(targets, verb);
  const looks = await lookAtStack(named, command, options);
  const color = wantsColor(process.stdout);
  const classify = await verdictsOn(homeFolder(), [...looks, ...lockedLooks(lock, looks)]);
  const { text, real } = diffStack(looks, lock, classify, painter(color), color);
  process.stdout.write(text);
  if (options.exitCode && real > 0) process.exitCode = EXIT.findings;
};

export const diffStack: Command = {
  id: "diff",
  define(verb) {
    stackOptions(
      verb.description(
        "Show how the tools of your servers differ from the lock file, each change graded by meaning, word by word.\n" +
          "Colour is used on a terminal only; NO_COLOR switches it off.",
      ),
    )
      .option("--lock <file>", "the lock file; another one can be the target too", "mcp-lock.json")
      .option("--exit-code", "exit with 1 when something changed in meaning")
      .addHelpText(
        "after",
        examples([
          ["toolrisk diff .mcp.json", "a project's servers against mcp-lock.json"],
          ["toolrisk diff mcp-lock.json --lock old-lock.json", "two lock files, offline"],
        ]),
      )
      .action(diff);
  },
};
