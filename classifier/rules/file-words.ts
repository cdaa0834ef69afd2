import { phraseRule } from "../phrase-rule.ts";

export const fileWords = phraseRule({
  id: "file-words",
  asks: "Are files meant?",
  because: "Files at a free path can be any file.",
  pattern: {
    name: /\b(file|files|directory|folder|folders|path|document|documents|pdf|csv|excel|image|images|log|logs|json|workbook|docx|audio|video|vault|disk|dir|attachment|download)\b/,
    main: /\b(files?|director(y|ies)|folders?|file ?system|disk|pdf|csv|local (file|path|image)|documents?|excel|workbook|workspace|vault|save(s|d)? to|image|video|audio)\b|文件|ファイル|파일/,
  },
  says: "speaks of files",
  examples: {
    hits: [{ name: "read_file" }, { name: "x", description: "Reads a file from disk" }],
    misses: [{ name: "x", description: "Lists profiles" }],
  },
});
