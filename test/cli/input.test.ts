import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { readLines } from "../../cli/input.ts";

const folder = mkdtempSync(join(tmpdir(), "toolrisk-input-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("lines end with a line feed alone, whatever they hold and wherever the file is read in pieces", async () => {
  // Signs of two, three and four bytes over many pieces of the stream; what Unicode calls a line separator is none in JSON.
  const lines = [
    "",
    '{"a":"\u2028\u2029"}',
    `"${"é€\u{1f600}".repeat(30_000)}"`,
    "x".repeat(65_536),
    ...Array.from({ length: 200 }, (_, at) => "ß".repeat(at * 7)),
    "the last has no end",
  ];
  for (const end of ["\n", "\r\n"]) {
    const bytes = Buffer.from(lines.join(end));
    for (const [name, content] of [
      ["lines.jsonl", bytes],
      ["lines.jsonl.gz", gzipSync(bytes)],
    ] as const) {
      const file = join(folder, name);
      writeFileSync(file, content);
      assert.deepEqual(await Array.fromAsync(readLines(file)), lines, `${JSON.stringify(end)} ${name}`);
      writeFileSync(file, name.endsWith(".gz") ? gzipSync(`${lines.join(end)}${end}`) : `${lines.join(end)}${end}`);
      assert.deepEqual(await Array.fromAsync(readLines(file)), lines, `${JSON.stringify(end)} ${name}, ended`);
    }
  }
});
