import { verbRule } from "../verb-rule.ts";

export const uploads = verbRule({
  id: "uploads",
  leans: "Write",
  means: "uploading or taking in",
  because: "Material is added to an account or an index.",
  english: ["upload", "import", "ingest", "index", "embed", "contribute", "feed", "populate", "seed"],
  other: ["subir", "importar", "cargar", "上传", "导入", "アップロード", "업로드"],
  examples: {
    hits: [
      { name: "upload_file" },
      { name: "ingest_document" },
      { name: "x", description: "Imports contacts from a table" },
    ],
    misses: [{ name: "get_index_status" }, { name: "x", description: "Returns the current import settings" }],
  },
});
