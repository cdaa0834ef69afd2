import { readJson } from "../parse-documents.ts";
import { recordOf, recordsOf } from "../parse-records.ts";
import { type Source, SourceError } from "../source.ts";

/** Records of the official registry's form in a file or at an address: an array, one record, a registry's answer, or JSONL; `.gz` too. */
export const records: Source = {
  id: "records",
  says: "server.json records in a file or at an address (JSON, JSONL, a registry's answer; .gz too)",
  argument: "FILE|URL",
  read: (file, options) => {
    if (!file) throw new SourceError("source records wants a file or an address");
    const reading = {
      ofLine: (value: unknown, where: string) => [recordOf(value, where)],
      ofDocument: recordsOf,
    };
    return readJson(file, reading, options?.signal);
  },
};
