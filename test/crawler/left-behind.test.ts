import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LaunchError } from "../../crawler/launcher.ts";
import { run } from "../../crawler/npm-cli.ts";
import { isAbandoned, OWNER } from "../../crawler/owner.ts";
import { removeFolder } from "../../crawler/remove-folder.ts";
import { withUvCache } from "../../crawler/uv-cache.ts";
import { crawled, folder } from "./started.ts";

/** A process that has ended, and one that lives and is not this one. */
const GONE = spawnSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).stdout.trim();
const ALIVE = String(process.ppid);
const confined = { confines: true };
const everything = (path: string): string[] => readdirSync(path, { recursive: true, encoding: "utf8" }).sort();

test("what a killed crawler was at goes with the next crawl, and what others are at stays", async () => {
  using home = folder();
  const anHourAgo = Date.now() / 1_000 - 3_600;
  const made = (...path: string[]): void => {
    mkdirSync(join(home.path, ...path), { recursive: true });
    writeFileSync(join(home.path, ...path, "file"), "");
  };
  const tmp = ["npm", "confined-cache", "_cacache", "tmp"];
  for (const name of ["old", "new"]) made(...tmp, name);
  utimesSync(join(home.path, ...tmp, "old"), anHourAgo, anHourAgo);
  for (const [owner, kind] of [
    [`${GONE}-0123abcd`, "gone"],
    [`${process.pid}-0123abcd`, "earlier"],
    [`${ALIVE}-0123abcd`, "other"],
    [OWNER, "own"],
  ]) {
    for (const registry of ["npm", "pypi", "mcpb"]) made("packages", registry, ".partial", `${owner}-ABCdef`);
    made("uv", `.partial-${owner}-ABCdef`);
    made("uv", "confined-caches", String(kind), "archive-v0");
    writeFileSync(join(home.path, "uv", "confined-caches", `${kind}.${owner}`), "");
  }
  made("uv", "0.1.0");
  await crawled([], { home: home.path });
  const in_ = (...path: string[]): string[] => readdirSync(join(home.path, ...path)).sort();
  const stays = [`${ALIVE}-0123abcd-ABCdef`, `${OWNER}-ABCdef`].sort();
  for (const registry of ["npm", "pypi", "mcpb"]) assert.deepEqual(in_("packages", registry, ".partial"), stays);
  const partial = stays.map((name) => `.partial-${name}`);
  assert.deepEqual(in_("uv"), [...partial, "0.1.0", "confined-caches"].sort());
  const caches = ["other", `other.${ALIVE}-0123abcd`, "own", `own.${OWNER}`].sort();
  assert.deepEqual(in_("uv", "confined-caches"), caches);
  assert.deepEqual(in_(...tmp), ["new"]);
});

test("a process that got the id of one that was killed keeps its leftovers for a day", async () => {
  using home = folder();
  const path = join(home.path, `${ALIVE}-0123abcd-ABCdef`);
  mkdirSync(path);
  assert.equal(await isAbandoned(path), false);
  const now = Date.now;
  Date.now = () => now() + 25 * 3_600_000;
  try {
    assert.equal(await isAbandoned(path), true);
    assert.equal(await isAbandoned(join(home.path, `${OWNER}-ABCdef`)), false, "one's own is in use");
    assert.equal(await isAbandoned(join(home.path, "a-name")), false);
  } finally {
    Date.now = now;
  }
});

test("each install has a cache to itself, the next one finds what it knows, and one that was moved away is no more", async () => {
  using home = folder();
  const held = Promise.withResolvers<void>();
  const [first, second, third] = await Promise.all([
    withUvCache(home.path, confined, async (cache) => {
      writeFileSync(join(cache, "known"), "");
      mkdirSync(join(cache, ".tmpHalf"));
      await held.promise;
      return cache;
    }),
    withUvCache(home.path, confined, async (cache) => {
      await held.promise;
      return cache;
    }),
    withUvCache(home.path, { confines: false }, async (cache) => {
      held.resolve();
      return cache;
    }),
  ]);
  assert.equal(new Set([first, second, third]).size, 3);
  const both = [await withUvCache(home.path, confined, async (cache) => cache)];
  assert.ok([first, second].includes(both[0] ?? ""));
  assert.deepEqual(everything(first), ["known"], "what was not finished went");
  await assert.rejects(
    withUvCache(home.path, confined, async (cache) => {
      await removeFolder(cache);
      throw new Error("refused");
    }),
    /refused/,
  );
  const left = [first, second].filter((cache) => existsSync(cache));
  assert.equal(left.length, 1);
  const [only = ""] = left;
  assert.equal(await withUvCache(home.path, confined, async (cache) => cache), only);
});

test("a folder goes whatever lies in it", async () => {
  using home = folder();
  const path = join(home.path, "folder");
  mkdirSync(path);
  const script = `
import os, sys
os.chdir(sys.argv[1])
open(b"no\\xfftext", "w").close()
os.mkdir(b"no\\xfefolder")
open(b"no\\xfefolder/file", "w").close()
os.symlink("/", "everything")
for _ in range(45):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
    open("file", "w").close()
`;
  const ran = spawnSync("python3", ["-c", script, path], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  mkdirSync(join(path, "closed"));
  writeFileSync(join(path, "closed", "file"), "");
  chmodSync(join(path, "closed"), 0);
  await removeFolder(path);
  assert.deepEqual(readdirSync(home.path), []);
});

test("what fetches a package is ended where it takes more memory than it may", {
  skip: process.platform !== "linux",
}, async () => {
  const script = "globalThis.x = Buffer.alloc(150 * 2 ** 20, 1); setInterval(() => {}, 1000)";
  const command = { command: process.execPath, args: ["-e", script] };
  const how = { env: {}, cwd: "/", limitMs: 60_000, watchMemory: 100 * 2 ** 20 };
  await assert.rejects(run(command, how), (error: unknown) => {
    assert.ok(error instanceof LaunchError && error.outcome === "refused");
    assert.match(error.message, /more than 100 MiB of memory/);
    return true;
  });
});
