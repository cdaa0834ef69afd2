import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCli } from "./run-cli.ts";

const home = mkdtempSync(join(tmpdir(), "toolrisk-explain-"));
after(() => rmSync(home, { recursive: true, force: true }));

const listing = join(home, "listing.jsonl");
const tools = [
  { name: "delete_record", description: "Permanently deletes a record of the archive.\u001b[31m" },
  { name: "get_record", description: "Returns a record." },
];
writeFileSync(listing, `${JSON.stringify({ server: { name: "example/archive" }, tools })}\n`);

test("explain says the same of a saved listing and of the database, with quotes and weights", async () => {
  const saved = await runCli(["explain", "example/archive/delete_record", "--in", listing], { home });
  assert.equal(saved.code, 0, saved.stderr);
  assert.match(saved.stdout, /^example\/archive\/delete_record: Destructive, Critical, confidence 0\.\d+/);
  assert.match(saved.stdout, /[+−]\d+\.\d\d {2}\S+ {2}(name|description) \d+–\d+ “/);
  assert.match(saved.stdout, /What would change the verdict:/);
  assert.ok(!saved.stdout.includes("\u001b"), "no escape sequence of the server reaches the terminal");
  await runCli(["crawl", "--source", `snapshots:${listing}`], { home });
  const kept = await runCli(["explain", "example/archive/delete_record"], { home });
  assert.equal(kept.stdout, saved.stdout);
});

for (const [what, args, says] of [
  [
    "a server without a tool",
    ["example/archive"],
    /name one of its tools, such as\n {2}example\/archive\/delete_record/,
  ],
  ["a misspelt tool", ["example/archive/delete_recrd"], /did you mean "example\/archive\/delete_record"/],
  ["a tool that the file lacks", ["other/tool", "--in", listing], /has no tool "other\/tool"/],
] as const) {
  test(`explain of ${what} ends with exit code 2 and says why`, async () => {
    const result = await runCli(["explain", ...args], { home });
    assert.match(result.stderr, says);
    assert.equal(result.code, 2);
    assert.equal(result.stdout, "");
  });
}

test("classify --diff prints what moved against an earlier run", async () => {
  const { stdout } = await runCli(["classify", listing], { home });
  const verdicts = join(home, "verdicts.jsonl");
  writeFileSync(
    verdicts,
    stdout.replace('"category":"Destructive","risk":"Critical"', '"category":"Read","risk":"Low"'),
  );
  const moved = await runCli(["classify", listing, "--diff", verdicts], { home });
  assert.match(moved.stdout, /^moved {3}example\/archive\/delete_record {2}Read Low → Destructive Critical/);
  assert.match(moved.stdout, /^0 gained, 0 lost, 1 moved, 1 the same$/m);
  writeFileSync(verdicts, "{}\n");
  const broken = await runCli(["classify", listing, "--diff", verdicts], { home });
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /verdicts\.jsonl: line 1: not a classification/);
});
