import { argumentSpan } from "../arguments.ts";
import { needsOf } from "../needs.ts";
import { type Rule, signalAt } from "../rule.ts";

const PROGRAM = /^(executable|command|cmd|program|binary|entrypoint|exe|package|package name|runtime executable)$/;
const ARGUMENTS =
  /^(args|arguments|argv|command args|command line args|program args|parameters list|cli args|env|environment|environment variables)$/;

/** A program and its arguments or environment side by side: the caller says what runs. */
export const startsProcess: Rule = {
  id: "starts-process",
  asks: "Does the caller choose a program and what it is started with?",
  because: "Whoever chooses the program and its arguments runs what they like.",
  step: { by: 1, of: ["Execute"], reason: "it starts a program that the caller chooses" },
  capability: "runs-code",
  about: "capability",
  floor: "High",
  needs: needsOf({ argument: PROGRAM }),
  find: ({ arguments: all, definition }) => {
    const program = all.find(({ words, options }) => PROGRAM.test(words) && options.length === 0);
    const rest = program && all.find(({ words, type }) => ARGUMENTS.test(words) && type !== "boolean");
    if (!program || !rest) return [];
    const says = `the arguments “${program.name}” and “${rest.name}” say what is started and with what`;
    return [signalAt("starts-process", "argument", argumentSpan(definition, program), says)];
  },
  examples: {
    hits: [{ name: "x", arguments: { executable: { type: "string" }, args: { type: "array" } } }],
    misses: [
      { name: "x", arguments: { command: { type: "string", enum: ["start", "stop"] }, args: { type: "array" } } },
      { name: "x", arguments: { command: { type: "string" }, note: { type: "string" } } },
    ],
  },
};
