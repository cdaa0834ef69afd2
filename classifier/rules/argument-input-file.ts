import { argumentRule } from "../argument-rule.ts";

export const argumentInputFile = argumentRule({
  id: "argument-input-file",
  asks: "Does an argument name a file or folder that is read?",
  because: "A file at a free path can be any file; what it holds reaches the model or another party.",
  capability: "reads-files",
  about: "capability",
  words:
    /^((source|input|in|src|image|video|audio|document|doc|pdf|excel|csv|json|data|media|attachment|local|file|memory dump|manifest|values|config|script|template|spec|model|font|picture|photo|app|apk|ipa|test suite|trace|log|report|results|project|profiles|repo|repository|workspace|base|scene|texture|asset|presentation|prs|pptx|workbook|notebook|dataset|schema|key|certificate|cert)s? )*(file ?paths?|file ?names?|files|filename|directory|directories|dir|folder path|paths?|cwd)$|^(attachments?|vault|dockerfile|source|memory dump)$/,
  // What is moved or renamed is not read.
  only: ({ words }, { nameText }) => words !== "source" || !/\b(move|mv|rename)\b/.test(nameText),
  says: "names a file or folder",
  examples: {
    hits: [
      { name: "x", arguments: { filePath: { type: "string" } } },
      { name: "x", arguments: { attachments: { type: "array" } } },
    ],
    misses: [
      { name: "x", arguments: { file_count: { type: "number" } } },
      { name: "x", arguments: { document_path_id: { type: "string" } } },
    ],
  },
});
