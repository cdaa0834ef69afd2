import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeRoom, useFolder } from "../../crawler/make-room.ts";
import { withUvCache } from "../../crawler/uv-cache.ts";
import { folder } from "./started.ts";

const HOURS = 3_600;

/** A home with packages that were used so many hours ago, and caches; and how many packages are left in it. */
const filled = async (home: string, usedAgo: Record<string, number>): Promise<() => string[]> => {
  const ago = (path: string, hours: number): void => {
    const at = Date.now() / 1_000 - hours * HOURS;
    utimesSync(path, at, at);
  };
  for (const [name, hours] of Object.entries(usedAgo)) {
    const path = join(home, "packages", name);
    mkdirSync(join(path, "node_modules"), { recursive: true });
    writeFileSync(join(path, "node_modules", "file"), "");
    ago(path, hours);
  }
  const cache = join(home, "npm", "confined-cache", "_cacache");
  mkdirSync(cache, { recursive: true });
  ago(cache, 9);
  await withUvCache(home, { confines: true }, async (path) => writeFileSync(join(path, "known"), ""));
  return () => Object.keys(usedAgo).filter((name) => existsSync(join(home, "packages", name)));
};

test("what was used longest ago goes first, until enough is free, and what may be in use stays", async () => {
  using home = folder();
  const left = await filled(home.path, {
    "npm/a@1.0.0": 2,
    "npm/@scope/b@1.0.0": 5,
    "pypi/c@1.0": 3,
    "mcpb/0123abcd": 4,
    "npm/in-use@1.0.0": 0.2,
  });
  await makeRoom(home.path, { missing: async () => 0 });
  assert.equal(left().length, 5, "nothing is missing");
  await makeRoom(home.path, { missing: async () => left().length - 3 });
  assert.deepEqual(left(), ["npm/a@1.0.0", "pypi/c@1.0", "npm/in-use@1.0.0"]);
  assert.ok(await useFolder(join(home.path, "packages", "pypi", "c@1.0")));
  await makeRoom(home.path, { missing: async () => 1 });
  assert.deepEqual(left(), ["pypi/c@1.0", "npm/in-use@1.0.0"]);
  const cache = join(home.path, "npm", "confined-cache", "_cacache");
  assert.ok(existsSync(cache), "an npm may be running");
  assert.deepEqual(readdirSync(join(home.path, "uv", "confined-caches")), []);
  await makeRoom(home.path, { missing: async () => 1, beforeAll: true });
  assert.ok(!existsSync(cache));
  assert.deepEqual(readdirSync(join(home.path, "packages", "npm", ".partial")), []);
  assert.equal(await useFolder(join(home.path, "packages", "npm", "a@1.0.0")), false);
});

test("a uv cache that an install has stays while room is made", async () => {
  using home = folder();
  await filled(home.path, {});
  await withUvCache(home.path, { confines: true }, async (cache) => {
    await makeRoom(home.path, { missing: async () => 1 });
    assert.deepEqual(readdirSync(cache), ["known"]);
  });
});
