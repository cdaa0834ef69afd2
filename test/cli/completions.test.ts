import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { COMMANDS } from "../../cli/commands.ts";
import { completionsFor, SHELLS } from "../../cli/completions.ts";
import { program } from "../../cli/main.ts";

for (const shell of SHELLS) {
  test(`the completions for ${shell} name every verb and option, and the shell reads them`, async (t) => {
    const text = completionsFor(shell, await program());
    for (const { id } of COMMANDS) assert.match(text, new RegExp(`(^|[ '"(])${id}\\b`, "m"));
    assert.ok(text.includes(shell === "fish" ? "-l fail-on" : "--fail-on"));
    if (spawnSync(shell, ["--version"]).error) return t.skip(`no ${shell} on this machine`);
    const checked = spawnSync(shell, ["-n"], { input: text, encoding: "utf8" });
    assert.equal(checked.status, 0, checked.stderr);
  });
}

test("bash completes verbs, options and files", async () => {
  const all = completionsFor("bash", await program());
  const complete = (...words: string[]): string[] => {
    const script = `${all}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _toolrisk; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).stdout.trim().split("\n");
  };
  assert.deepEqual(complete("toolrisk", "che"), ["check"]);
  assert.deepEqual(complete("toolrisk", "check", "--fa"), ["--fail-on"]);
  assert.deepEqual(complete("toolrisk", "check", "package.js"), ["package.json"]);
});
