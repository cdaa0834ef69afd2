import { argumentRule } from "../argument-rule.ts";

export const argumentPath = argumentRule({
  id: "argument-path",
  asks: "Does an argument name a path?",
  because: "A free path can be any file.",
  capability: "reads-files",
  words:
    /\b(path|paths|file|files|filename|filepath|file name|directory|dir|folder|image path|cwd|repo path|project path|root)\b/,
  says: "names a path",
  examples: {
    hits: [{ name: "x", arguments: { file_path: { type: "string" } } }],
    misses: [{ name: "x", arguments: { career: { type: "string" } } }],
  },
});
