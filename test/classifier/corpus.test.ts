import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { classifyServer } from "../../classifier/classify.ts";
import { type Definition, fieldText } from "../../db/records/definition.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";

const path = fileURLToPath(new URL("../../../shared/corpus/servers.jsonl.gz", import.meta.url));

test("every quote on the corpus is literal", {
  skip: existsSync(path) ? false : "the corpus is not beside the repository",
}, () => {
  const wrong: string[] = [];
  let quotes = 0;
  for (const line of gunzipSync(readFileSync(path)).toString().split("\n")) {
    if (line === "") continue;
    const snapshot = JSON.parse(line) as Snapshot;
    classifyServer(snapshot).forEach(({ tool, evidence, rationale }, at) => {
      if (rationale === "") wrong.push(`${snapshot.server.name}/${tool} has no rationale`);
      for (const { field, start, end, quote, rule } of evidence) {
        quotes++;
        const text = fieldText(snapshot.tools[at] as Definition, field);
        if (quote === "" || text.slice(start, end) !== quote)
          wrong.push(`${snapshot.server.name}/${tool}: ${rule} ${field} ${start}`);
      }
    });
  }
  assert.deepEqual(wrong, []);
  assert.ok(quotes > 10_000, String(quotes));
});
