import { ASKS } from "../fit.ts";
import { type Format, namesOf, only, prepare } from "../format.ts";

const NAME = only(/^[A-Za-z0-9_.-]{1,128}$/, "the product's pattern Server(tool) has no way to write the name");

export const copilotCli: Format = {
  id: "copilot-cli",
  product: "GitHub Copilot CLI",
  readBy: "client",
  says: "Copilot CLI runs, asks about or denies each tool of this session.",
  fileName: "copilot.sh",
  mediaType: "text/x-shellscript",
  checkedAgainst:
    "github/docs, allowing-tools.md, November 2026; strict grammar of the flags and of POSIX single quotes",
  able: ASKS,
  // Every text is one command with its flags, each on a line of its own.
  combine: (texts) => ["copilot", ...texts.flatMap((text) => text.split(" \\\n  ").slice(1))].join(" \\\n  "),
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, copilotCli.able, NAME, "asked about");
    const flags = [
      ...namesOf(tools, "deny").map((name) => `--deny-tool='${options.alias}(${name})'`),
      ...namesOf(tools, "allow").map((name) => `--allow-tool='${options.alias}(${name})'`),
    ];
    return { text: ["copilot", ...flags].join(" \\\n  "), cannotExpress };
  },
};
