import { argumentRule } from "../argument-rule.ts";

export const argumentOutput = argumentRule({
  id: "argument-output",
  asks: "Does an argument say where the result goes?",
  because: "A result that is written somewhere outlives the call.",
  leans: "Write",
  capability: "writes-files",
  words:
    /\b(output (path|file|dir|directory|folder|filename|name)|save (path|dir|to|directory|as|file|location|results?)|dest(ination)?( path| dir| file)?|target (path|dir|directory|file)|download (path|dir)|out(put)? ?(path|dir|file)|export path|outdir|outfile|output to|file to save)\b/,
  // A route's destination is a place on a map.
  only: ({ words }, facts) =>
    !(words === "destination" && facts.arguments.some((other) => /^(origin|from|departure|start)\b/.test(other.words))),
  says: "says where the result goes",
  examples: {
    hits: [
      { name: "x", arguments: { output_path: { type: "string" } } },
      { name: "x", arguments: { saveDir: { type: "string" } } },
    ],
    misses: [
      { name: "x", arguments: { output_format: { type: "string" } } },
      { name: "x", arguments: { origin: { type: "string" }, destination: { type: "string" } } },
    ],
  },
});
