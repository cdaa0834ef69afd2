import { capabilityRule } from "../capability-rule.ts";

export const writesFiles = capabilityRule({
  id: "writes-files",
  capability: "writes-files",
  asks: "Does it write files?",
  because: "A file at a free path can be any file, and what it held is lost.",
  name: /\b(write|create|edit|move|copy|rename|save|append|replace|insert|modify|update|download|patch|extract|compress|generate) (\w+ ){0,2}(file|files|directory|folder|note|document|lines?|workbook|worksheet|pdf|excel|presentation|script|content)\b|\bgit (pull|checkout|merge|clone|reset|stash|apply|cherry pick|revert|init)\b/,
  main: /\b(sav(e|es|ing)|writ(e|es|ing)|download(s|ing)?|export(s|ing)?|convert(s|ing)?|creat(e|es|ing)|edit(s|ing)?|mov(e|es|ing)|renam(e|es|ing)|cop(y|ies|ying)|overwrit(e|es|ing)|append(s|ing)?) [^.]{0,60}\b(files?|disk|filesystem|director(y|ies)|folders?|pdf|csv|excel|docx|desktop|word document|workbook|worksheet|presentation)\b|保存|文件.{0,6}(写|创建|修改)/,
  argument:
    /^(output ?(path|file|dir|directory|filename|folder)|save ?(path|dir|to|directory|file|to file)|dest(ination)?( path)?|out ?(dir|path|file)|download (path|dir)|target path)$/,
  step: { by: 1, of: ["Write"], reason: "it writes files at a place that the caller chooses" },
  says: "writes files",
  examples: {
    hits: [{ name: "write_file" }, { name: "render", arguments: { output_path: { type: "string" } } }],
    misses: [{ name: "x", description: "Lists profiles" }],
  },
});
