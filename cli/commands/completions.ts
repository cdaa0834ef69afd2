import type { Command as Verb } from "commander";
import { oneOf } from "../arguments.ts";
import { type Command, examples } from "../command.ts";
import { completionsFor, SHELLS, type Shell } from "../completions.ts";

export const completions: Command = {
  id: "completions",
  define(verb) {
    verb
      .description("Print what makes your shell complete toolrisk's verbs and options.")
      .argument("<shell>", SHELLS.join(", "), oneOf(SHELLS))
      .addHelpText(
        "after",
        examples([
          ['eval "$(toolrisk completions bash)"', "in this shell; put it into ~/.bashrc to keep it"],
          ["toolrisk completions fish > ~/.config/fish/completions/toolrisk.fish", "for fish"],
        ]),
      )
      .action((shell: Shell, _options: object, own: Verb) => {
        if (own.parent) process.stdout.write(completionsFor(shell, own.parent));
      });
  },
};
