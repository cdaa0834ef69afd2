import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HTTP_CASES } from "./http-cases.ts";
import { INTERNET_CASES } from "./internet-cases.ts";
import { RECORD_CASES } from "./record-cases.ts";
import { STDIO_CASES } from "./stdio-cases.ts";
import { hostileTable } from "./table.ts";

test("docs/hostile-servers.md is what the cases say", () => {
  const written = readFileSync(new URL("../../../docs/hostile-servers.md", import.meta.url), "utf8");
  assert.equal(written, hostileTable(), "out of date: run node test/crawler/hostile/write-table.ts");
});

test("every kind of hostile behaviour has a case, and no case stands twice", () => {
  const cases = [...STDIO_CASES, ...HTTP_CASES, ...INTERNET_CASES, ...RECORD_CASES];
  const kinds = new Set(cases.map(({ row }) => row));
  // A list that changes from one crawl to the next has a test of its own beside the tables.
  kinds.add(34);
  assert.deepEqual(
    Array.from({ length: 52 }, (_, at) => at + 1).filter((kind) => !kinds.has(kind)),
    [],
  );
  const named = cases.map(({ row, id }) => `${row} ${id}`);
  assert.deepEqual(named, [...new Set(named)]);
});
