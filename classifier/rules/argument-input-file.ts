import { argumentRule } from "../argument-rule.ts";

/** A place for what the tool makes. */
const RESULT = /^(output|out|save|dest|destination|target|export|download) ?(path|dir|directory|folder)$/;

export const argumentInputFile = argumentRule({
  id: "argument-input-file",
  asks: "Does an argument name a file or folder that is read?",
  because: "A file at a free path can be any file; what it holds reaches the model or another party.",
  capability: "reads-files",
  about: "capability",
  words:
    /^((source|input|in|src|image|video|audio|document|doc|pdf|excel|csv|json|data|media|attachment|local|file|memory dump|manifest|values|config|script|template|spec|model|font|picture|photo|app|apk|ipa|test suite|trace|log|report|results|project|profiles|repo|repository|workspace|base|scene|texture|asset|presentation|prs|pptx|workbook|notebook|dataset|schema|key|certificate|cert)s? )*(file ?paths?|file ?names?|files|filename|directory|directories|dir|folder path|paths?|cwd)$|^(attachments?|vault|dockerfile|source|memory dump)$/,
  // What is moved or renamed is not read, what lies inside a request's body is content, and a bare file name beside a
  // place for the result names the result.
  only: ({ words, nested }, { nameText, arguments: all }) =>
    !nested &&
    (words !== "source" || !/\b(move|mv|rename)\b/.test(nameText)) &&
    (!/^file ?name$/.test(words) || !all.some((each) => RESULT.test(each.words))),
  says: "names a file or folder",
  examples: {
    hits: [
      { name: "x", arguments: { filePath: { type: "string" } } },
      { name: "x", arguments: { attachments: { type: "array" } } },
    ],
    misses: [
      { name: "x", arguments: { file_count: { type: "number" } } },
      { name: "x", arguments: { document_path_id: { type: "string" } } },
      { name: "draw", arguments: { outputPath: { type: "string" }, fileName: { type: "string" } } },
    ],
  },
});
