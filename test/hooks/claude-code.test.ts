import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../../hooks/claude-code.mjs", import.meta.url));
type Answer = { hookSpecificOutput: { permissionDecision: string; permissionDecisionReason: string } } | null;
const { addedTarget, answer } = (await import(file)) as {
  addedTarget: (command: string) => string | null;
  answer: (event: object, check: (target: string) => object) => Answer;
};

for (const [command, target] of [
  ["claude mcp add acme -- npx -y @acme/mcp@1.2.3 --flag", "npm:@acme/mcp@1.2.3"],
  ["claude mcp add --transport http acme https://mcp.acme.example/mcp", "https://mcp.acme.example/mcp"],
  ["codex mcp add acme -- npx acme-mcp", "npm:acme-mcp"],
  [`claude mcp add-json acme '{"url":"x"}'`, null],
  ["claude mcp add acme -- npx -y '$(rm -rf ~)'", null],
  ["claude mcp list", null],
  ["npx -y @acme/mcp", null],
] as const)
  test(`what ${command} adds`, () => assert.equal(addedTarget(command), target));

const bash = (command: string) => ({ tool_name: "Bash", tool_input: { command } });
const never = (): object => assert.fail("must not be called");

test("other commands and tools pass untouched", () => {
  assert.equal(answer(bash("ls"), never), null);
  assert.equal(
    answer({ tool_name: "Read", tool_input: { command: "claude mcp add x https://a.example" } }, never),
    null,
  );
  assert.equal(answer({}, never), null);
});

test("what is added is looked at and always asked about, never allowed, whatever the server's text says", () => {
  const tool = {
    tool: "wipe\u001b[31m",
    risk: "Critical",
    findings: [
      { level: "high", rule: "secrecy" },
      { level: "info", rule: "x" },
    ],
  };
  const report = { servers: [{ name: "acme", outcome: "listed", error: null, grade: { letter: "F" }, tools: [tool] }] };
  const found = answer(bash("claude mcp add acme https://a.example/mcp"), () => report)?.hookSpecificOutput;
  assert.equal(found?.permissionDecision, "ask");
  assert.equal(
    found?.permissionDecisionReason,
    "toolrisk: acme: 1 tools, grade F. Riskiest: wipe[31m (Critical). Text that tries to manipulate: wipe[31m: secrecy.",
  );
  const failed = answer(bash("claude mcp add acme https://a.example/mcp"), () => {
    throw new Error("no network");
  });
  assert.match(failed?.hookSpecificOutput.permissionDecisionReason ?? "", /could not be looked at: no network/);
  const blind = answer(bash("claude mcp add acme -- ./own"), never);
  assert.equal(blind?.hookSpecificOutput.permissionDecision, "ask");
});

test("as Claude Code runs it: JSON in, JSON out, with the real command", () => {
  const home = mkdtempSync(join(tmpdir(), "toolrisk-hook-"));
  try {
    const bin = fileURLToPath(new URL("../../cli/bin.js", import.meta.url));
    const run = (command: string) =>
      spawnSync(process.execPath, [file], {
        input: JSON.stringify(bash(command)),
        encoding: "utf8",
        env: { ...process.env, TOOLRISK_HOME: home, TOOLRISK_BIN: bin, NODE_TEST_CONTEXT: undefined },
      });
    assert.equal(run("ls").stdout, "");
    const { hookSpecificOutput } = JSON.parse(
      run("claude mcp add acme http://127.0.0.1:1/mcp").stdout,
    ) as NonNullable<Answer>;
    assert.match(hookSpecificOutput.permissionDecisionReason, /^toolrisk: 127\.0\.0\.1:1 could not be looked at \(/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
