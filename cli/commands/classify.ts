import { setFlagsFromString } from "node:v8";
import type { Classification } from "../../db/records/classification.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { readLines } from "../input.ts";
import { LineWriter } from "../stdout.ts";

export const classify: Command = {
  id: "classify",
  define(verb) {
    verb
      .description(
        "Classify saved tool lists, offline: reads the snapshot contract (JSONL, one server a line) from a file, a .gz\n" +
          "file or - for stdin, and writes the classification contract, one tool a line, to stdout.",
      )
      .argument("<file>", "JSONL file, .gz too, or - for stdin")
      .option(
        "--diff <old>",
        "compare with the verdicts of an earlier run in this file; prints what moved instead: verdicts, capabilities, operations",
      )
      .addHelpText(
        "after",
        examples([
          ["toolrisk classify servers.jsonl > verdicts.jsonl", "judge saved listings"],
          ["toolrisk export snapshots | toolrisk classify -", "judge what was crawled"],
          ["toolrisk classify servers.jsonl --diff verdicts.jsonl", "what another version judges otherwise"],
        ]),
      )
      .action(async (file: string, options: { diff?: string }) => {
        // Room for young objects at once, since nearly all that judging makes is soon garbage; and less inlining, since
        // compiling hot code is a good part of what one catalogue costs.
        setFlagsFromString("--semi-space-growth-factor=16");
        setFlagsFromString("--max-inlined-bytecode-size-cumulative=400");
        const { classifyLine, classifyLines } = await import("../../classifier/classify-stream.ts");
        if (options.diff === undefined) {
          const writer = new LineWriter();
          let number = 0;
          try {
            for await (const line of readLines(file))
              for (const verdict of await classifyLine(line, ++number)) await writer.add(JSON.stringify(verdict));
          } finally {
            await writer.end();
          }
          return;
        }
        const { compareClassifications, readClassifications, renderComparison } = await import(
          "../../classifier/compare.ts"
        );
        const old = await Array.fromAsync(readLines(options.diff));
        const now = await Array.fromAsync(classifyLines(readLines(file)));
        let before: Classification[];
        try {
          before = [...readClassifications(old)];
        } catch (error) {
          throw new CommandError(`${options.diff}: ${(error as Error).message}`, EXIT.usage, { cause: error });
        }
        process.stdout.write(renderComparison(compareClassifications(before, readClassifications(now))));
      });
  },
};
