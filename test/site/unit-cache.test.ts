import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openUnitCache, UnitCache } from "../../site/unit-cache.ts";
import { unitsOf } from "../../site/units.ts";
import { randomFrom, seedOf } from "../seeded-random.ts";

const temporary = (t: TestContext): string => {
  const dir = mkdtempSync(join(tmpdir(), "toolrisk-units-"));
  t.after(() => rmSync(dir, { recursive: true }));
  return dir;
};

test("what was kept comes back, and nothing else does", (t) => {
  const dir = temporary(t);
  const cache = new UnitCache(dir);
  const unit = { head: [{ slug: "é", keys: [["/a/", "1"]] }], rest: Uint8Array.from([0, 255, 7]) };
  cache.keep("one", unit);
  const read = cache.read("one");
  assert.deepEqual(read?.head, unit.head);
  assert.deepEqual([...(read?.rest ?? [])], [...unit.rest]);
  assert.equal(cache.read("two"), null);
  cache.keep("empty", { head: null, rest: new Uint8Array() });
  assert.equal(cache.read("empty")?.head, null);
});

test("a file that lost or changed a single byte counts as missing, and can be kept again", (t) => {
  const dir = temporary(t);
  const cache = new UnitCache(dir);
  const unit = { head: ["x"], rest: Uint8Array.from([1, 2, 3, 4]) };
  cache.keep("one", unit);
  const file = join(dir, "one");
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    const other = Buffer.from(whole);
    other[at] = (whole[at] ?? 0) ^ 0x10;
    writeFileSync(file, other);
    assert.equal(cache.read("one"), null, `byte ${at} was changed`);
    writeFileSync(file, whole);
    truncateSync(file, at);
    assert.equal(cache.read("one"), null, `${at} of ${whole.length} bytes are there`);
  }
  cache.keep("one", unit);
  assert.deepEqual(cache.read("one")?.head, ["x"]);
});

test("a build that was killed while it kept something leaves nothing that is read; what no build needs goes", (t) => {
  const dir = temporary(t);
  const cache = new UnitCache(dir);
  writeFileSync(join(dir, "one.unfinished"), "half");
  mkdirSync(join(dir, "folder"));
  assert.equal(cache.read("one"), null);
  assert.equal(cache.read("folder"), null);
  cache.keep("two", { head: 2, rest: new Uint8Array() });
  cache.keep("three", { head: 3, rest: new Uint8Array() });
  cache.prune(new Set(["two"]));
  assert.deepEqual(readdirSync(dir), ["two"]);
});

test("of sites in other folders the latest one keeps what was found out", (t) => {
  const work = temporary(t);
  const [a, b] = ["a", "b"].map((name, at) => {
    const dir = openUnitCache(work, join(work, name));
    utimesSync(dir, at + 1, at + 1);
    return dir;
  });
  const c = openUnitCache(work, join(work, "c"));
  assert.deepEqual(readdirSync(work).sort(), [b, c].map((dir) => dir?.slice(work.length + 1)).sort());
  assert.notEqual(a, b);
  assert.equal(openUnitCache(work, join(work, "c")), c);
});

test("a server that comes, goes or grows leaves the units of those far from it as they are", (t) => {
  const random = randomFrom(seedOf(t));
  const servers = Array.from({ length: 500 }, (_, id) => ({
    id,
    slug: `s${id}`,
    judged: Math.floor(random() ** 8 * 1500),
  })).filter(() => random() < 0.8);
  const cut = (list: typeof servers): string[] =>
    [...unitsOf(list, new Map())].map((unit) => unit.servers.map(({ slug, judged }) => `${slug} ${judged}`).join());
  const before = cut(servers);
  assert.deepEqual(
    before.join().split(","),
    servers.map(({ slug, judged }) => `${slug} ${judged}`),
  );
  for (let step = 0; step < 50; step++) {
    const at = Math.floor(random() * servers.length);
    const [one] = servers.slice(at, at + 1);
    assert.ok(one);
    const changed = random() < 0.5 ? [] : [{ ...one, judged: one.judged + 3000 }];
    const after = new Set(cut([...servers.slice(0, at), ...changed, ...servers.slice(at + 1)]));
    const lost = before.filter((unit) => !after.has(unit));
    assert.ok(lost.length <= 16, `${one.slug} changed ${lost.length} units`);
  }
});
