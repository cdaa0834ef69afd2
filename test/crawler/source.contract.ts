// What every source must do, whatever it reads. Each source's own test calls this with an argument of its kind.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Found, Source } from "../../crawler/source.ts";
import { parseSource, SOURCES } from "../../crawler/sources.ts";
import { ServerRecordSchema } from "../../db/records/server.ts";
import { SnapshotSchema } from "../../db/records/snapshot.ts";

/** `argument` gives what the source reads in the test; it holds at least `rows` usable rows. */
export const sourceContract = (source: Source, example: { argument: () => string | null; rows: number }): void => {
  const named = `source ${source.id}`;
  const all = (): Promise<Found[]> => Array.fromAsync(source.read(example.argument()));

  test(`${named} stands in the list, says what it is in one line, and is found by its words`, () => {
    assert.ok(SOURCES.includes(source));
    assert.match(source.says, /^[^\n]{10,100}$/);
    const argument = example.argument();
    const words = argument === null ? source.id : `${source.id}:${argument}`;
    assert.deepEqual(parseSource(words), { source, argument });
  });

  test(`${named} gives records and snapshots of the contract, and the same ones each time`, async () => {
    const found = await all();
    let rows = 0;
    for (const one of found) {
      if (one.kind === "problem") {
        assert.ok(one.where && one.reason);
        continue;
      }
      rows++;
      if (one.kind === "deleted") {
        assert.ok(one.name);
        continue;
      }
      if (one.kind === "record") ServerRecordSchema.parse(one.record);
      else SnapshotSchema.parse(one.snapshot);
    }
    assert.ok(rows >= example.rows, `${rows} rows`);
    assert.deepEqual(await all(), found);
  });

  test(`${named} can be left in the middle`, async () => {
    for await (const one of source.read(example.argument())) {
      assert.ok(one.kind);
      break;
    }
  });

  if (source.argument !== null && !source.optional) {
    test(`${named} says what is wrong with its argument`, async () => {
      assert.throws(() => parseSource(source.id), { name: "SourceError" });
      await assert.rejects(async () => await Array.fromAsync(source.read(null)), { name: "SourceError" });
    });
  }
};
