import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../../cli/commands.ts";
import { runCli } from "./run-cli.ts";

const home = mkdtempSync(join(tmpdir(), "toolrisk-help-"));
after(() => rmSync(home, { recursive: true, force: true }));

/** Help is a surface that people and scripts rely on. A change is accepted with UPDATE_GOLDEN=1 npm test. */
for (const verb of ["", ...COMMANDS.map((command) => command.id)]) {
  test(`toolrisk ${verb} --help`.replace("  ", " "), async () => {
    const result = await runCli([...(verb ? [verb] : []), "--help"], { home });
    const file = fileURLToPath(new URL(`golden/help${verb ? `-${verb}` : ""}.txt`, import.meta.url));
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, result.stdout);
    assert.equal(result.code, 0);
    assert.equal(result.stderr, "");
    assert.equal(result.stdout, readFileSync(file, "utf8"), "accept with UPDATE_GOLDEN=1 npm test");
    assert.ok(result.stdout.lastIndexOf("Examples:") > result.stdout.lastIndexOf("Options:"), "examples come last");
    const wide = result.stdout.split("\n").filter((line) => line.length > 120);
    assert.deepEqual(wide, []);
  });
}

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  assert.deepEqual(await runCli(["--version"], { home }), { code: 0, stdout: `${version}\n`, stderr: "" });
});

const wrong: [string, string[], RegExp][] = [
  ["no verb", [], /Usage: toolrisk/],
  ["an unknown verb", ["frobnicate"], /unknown command 'frobnicate'/],
  ["an unknown option", ["site", "build", "--frob"], /unknown option '--frob'/],
  ["an unknown format", ["policy", "x", "--format", "nope"], /no format "nope": it is one of policy-json/],
  ["an unknown source", ["crawl", "--source", "nope:x"], /nope/],
  ["a missing file", ["classify", join(home, "absent.jsonl")], /absent\.jsonl cannot be read/],
  ["a port that is none", ["site", "serve", "--port", "70000"], /whole number from 0 to 65535/],
];
for (const [what, args, says] of wrong) {
  test(`${what} ends with exit code 2 and says why`, async () => {
    const result = await runCli(args, { home });
    assert.equal(result.stdout, "");
    assert.match(result.stderr, says);
    assert.doesNotMatch(result.stderr, /\n\s+at /, "no stack trace for a user's mistake");
    assert.equal(result.code, 2);
  });
}

test("an older Node is told in one line what is needed", async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
  const result = await runCli(["--version"], { home, nodeArgs: ["--import", pretend] });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /^toolrisk needs Node 24 or newer; this is Node 20\.20\.2 \(.*\)\n$/);
});
