import { phraseRule } from "../phrase-rule.ts";

export const namesFile = phraseRule({
  id: "names-file",
  asks: "Does the text name a kind of file, or a file by its ending?",
  because: "A tool that speaks of files by their endings reads or writes them.",
  capability: "reads-files",
  about: "capability",
  pattern: {
    name: /\b(csv|excel|xlsx|docx|pdf|pptx|word|spreadsheet|worksheet|workbook|cells?|slides?|paragraph|dump|pcap|mtx|image file|local|disk)\b/,
    main: /[\w*-]*\.(md|json|ya?ml|csv|tsv|txt|xlsx?|docx?|pptx?|pdf|tfvars|log|env|toml|ipynb|zip|pfw|gd|tscn)\b|\b(word|excel|powerpoint) (document|file|workbook|presentation)s?\b|\b(working directory|local (file|path|folder|disk)s?|file ?system|worksheets?|workbooks?|drive ?items?)\b/,
    text: /\b(absolute path|file path|path to the|local path|working directory|relative to the (project|workspace|vault))\b/,
  },
  says: "speaks of files",
  examples: {
    hits: [{ name: "x", description: "Reads the plan from ROADMAP.md" }],
    misses: [{ name: "x", description: "Reads a csvlike answer" }],
  },
});
