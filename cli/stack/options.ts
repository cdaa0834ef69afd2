import type { Command as Verb } from "commander";
import { DEADLINE_HELP, wholeNumber } from "../arguments.ts";

/** The options of every verb that looks at a stack. */
export interface StackOptions {
  yes?: boolean;
  again?: boolean;
  sandbox?: boolean;
  deadline?: number;
}

export const TARGETS = "client configurations, saved listings, npm:PACKAGE[@VERSION], addresses; a command after --";

/** Adds the argument and the options that `lookAtStack` takes. */
export const stackOptions = (verb: Verb): Verb =>
  verb
    .argument("[target...]", `${TARGETS} (default: every client configuration of this machine)`)
    .option("-y, --yes", "start what has to be started without asking")
    .option("--again", "look again also at servers of which nothing changed")
    .option("--sandbox", "start your own servers in a sandbox too: no network, an empty home folder")
    .option("--deadline <seconds>", DEADLINE_HELP, wholeNumber(1, 600));

/** The words of the command line after `--`, and the targets before it: the parser tells them not apart. */
export const splitCommand = (targets: readonly string[], verb: Verb): { targets: string[]; command: string[] } => {
  let top = verb;
  while (top.parent) top = top.parent;
  const raw = (top as Verb & { rawArgs?: string[] }).rawArgs ?? [];
  const at = raw.indexOf("--");
  const command = at < 0 ? [] : raw.slice(at + 1);
  return { targets: targets.slice(0, targets.length - command.length), command };
};
