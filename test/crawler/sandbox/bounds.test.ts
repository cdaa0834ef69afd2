import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { residentBytes, treeOf, watchMemory } from "../../../crawler/process-memory.ts";
import { folderSize, watchFolder } from "../../../crawler/sandbox-disk.ts";
import { folder } from "../started.ts";

const linux = { skip: process.platform === "linux" ? false : "reads /proc" };

test("a folder's files and bytes are counted, links are not followed, and counting stops at the bound", async () => {
  using root = folder();
  mkdirSync(join(root.path, "a", "b"), { recursive: true });
  for (let at = 0; at < 50; at++) writeFileSync(join(root.path, "a", "b", `${at}`), "x".repeat(100));
  symlinkSync("/", join(root.path, "everything"));
  const most = { bytes: 1e9, files: 1e6 };
  assert.deepEqual(await folderSize(root.path, most), { bytes: 5_000, files: 53 });
  assert.equal((await folderSize(root.path, { ...most, files: 10 })).files, 11);
  assert.ok((await folderSize(root.path, { ...most, bytes: 1_000 })).bytes <= 1_100);
});

test("a folder that grows past its bound is noticed while it grows", async () => {
  using root = folder();
  const most = { bytes: 30 * 2 ** 20, files: 1e6 };
  let [written, times] = [0, 0];
  await watchFolder(root.path, most, () => times++);
  for (const piece = Buffer.alloc(2 ** 20, 1); times === 0 && written < 20 * most.bytes; written += piece.length) {
    writeFileSync(join(root.path, `${written}`), piece);
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.ok(written > most.bytes && times === 1, `${written} written, ${times} times noticed`);
});

test("a folder of many small files is noticed soon after they are too many, once", async () => {
  using root = folder();
  const most = { bytes: 1e12, files: 3_000 };
  let [written, times] = [0, 0];
  await watchFolder(root.path, most, () => times++);
  while (times === 0 && written < 60 * most.files) {
    for (let at = 0; at < 100; at++) writeFileSync(join(root.path, `${written++}`), "");
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.ok(written > most.files && times === 1, `${written} written, ${times} times noticed`);
});

test("the memory of a process counts that of its descendants, detached ones too", linux, async () => {
  const script = `require("node:child_process").spawn(process.execPath, ["-e", "globalThis.x = Buffer.alloc(120 * 2 ** 20, 1); setInterval(() => {}, 1000)"], { stdio: "ignore", detached: true }); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
  try {
    const seen = await new Promise<number>((done) => {
      watchMemory(child.pid ?? 0, 150 * 2 ** 20, done);
    });
    assert.ok(seen > 150 * 2 ** 20);
    assert.ok(residentBytes(child.pid ?? 0) > 150 * 2 ** 20);
    assert.ok(treeOf(child.pid ?? 0).length >= 2);
  } finally {
    for (const pid of treeOf(child.pid ?? 0).reverse()) process.kill(pid, "SIGKILL");
  }
});
