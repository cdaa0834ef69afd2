import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type ReachFigures, reachPart, withReachPart } from "./reach-figures.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

test("docs/reach.md shows the figures that the bench has written, and no others", () => {
  const figures = JSON.parse(read("reach-figures.json")) as Record<string, ReachFigures>;
  const document = read("../../docs/reach.md");
  assert.equal(withReachPart(document, reachPart(figures)), document);
});

test("the list of PyPI servers pins at least 25, each with what is expected of it", () => {
  const rows = JSON.parse(read("pypi-servers.json")) as {
    record: { packages: { registryType: string; identifier: string; version: string }[] };
    byHand: object;
    expect: { outcome: string; tools: number | null };
  }[];
  assert.ok(rows.length >= 25);
  for (const { record, byHand, expect } of rows) {
    assert.ok(typeof byHand === "object", `how ${record.packages[0]?.identifier} was started by hand is missing`);
    assert.equal(record.packages[0]?.registryType, "pypi");
    assert.match(record.packages[0]?.version ?? "", /^\d/);
    assert.ok(expect.outcome === "listed-by-hand" ? (expect.tools ?? 0) > 0 : expect.tools === null);
  }
});
