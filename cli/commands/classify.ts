import { type Command, examples } from "../command.ts";
import { readLines } from "../input.ts";
import { writeLine } from "../stdout.ts";

export const classify: Command = {
  id: "classify",
  define(verb) {
    verb
      .description(
        "Classify saved tool lists, offline: reads the snapshot contract (JSONL, one server a line) from a file, a .gz\n" +
          "file or - for stdin, and writes the classification contract, one tool a line, to stdout.",
      )
      .argument("<file>", "JSONL file, .gz too, or - for stdin")
      .addHelpText(
        "after",
        examples([
          ["toolrisk classify servers.jsonl > verdicts.jsonl", "judge saved listings"],
          ["toolrisk export snapshots | toolrisk classify -", "judge what was crawled"],
        ]),
      )
      .action(async (file: string) => {
        const { classifyLines } = await import("../../classifier/classify-stream.ts");
        for await (const line of classifyLines(readLines(file))) await writeLine(line);
      });
  },
};
