import { capabilityRule } from "../capability-rule.ts";

export const readsFiles = capabilityRule({
  id: "reads-files",
  capability: "reads-files",
  asks: "Does it read files of the machine or account?",
  because: "A file at a free path can be any file.",
  name: /\b(read|get|view|search|list|grep|open|parse|load|query|tail|cat|head|find|analyze|info|compare|upload) (\w+ ){0,3}(files?|directory|directories|folders?|file contents?|logs|pdf|csv|excel|spreadsheet)\b/,
  main: /\b(read|view|search|list|load|open|pars|analyz|upload|get|retriev|find)(e|es|s|ing)? [^.]{0,50}\b(files?|file contents?|director(y|ies)|folders?|from disk|attachments?)\b|\bfrom (a |the |local )*(\w+ )?(file|disk|pdf|csv)\b|文件/,
  argumentIs: ({ nested }) => !nested,
  argument:
    /^(file ?path|path|paths|filename|file|files|\w+ file path|\w+ file|file ?paths|directory|dir|folder|memory dump( path)?|vault|attachments?|attachment paths?|project dir)$/,
  step: { by: 1, of: ["Read"], reason: "it reads files that the caller chooses" },
  says: "reads files",
  examples: {
    hits: [{ name: "read_file" }, { name: "analyze", arguments: { file_path: { type: "string" } } }],
    misses: [{ name: "x", description: "Profiles a process" }],
  },
});
