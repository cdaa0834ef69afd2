import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

/*
 * The official conformance suite against `toolrisk mcp --http`. Its other server scenarios ask for what this server does not
 * have and does not announce: certain tools of the suite's own, prompts, resources, logging, completions, elicitation.
 */

const SCENARIOS = ["server-initialize", "ping", "tools-list", "dns-rebinding-protection"];

const home = mkdtempSync(join(tmpdir(), "toolrisk-conformance-"));
const bin = fileURLToPath(new URL("../../cli/bin.js", import.meta.url));
const suite = join(
  dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json")),
  "dist/index.js",
);
const env = { PATH: process.env.PATH ?? "", TOOLRISK_HOME: home };
const server = spawn(process.execPath, [bin, "mcp", "--http", "0"], { env, stdio: ["ignore", "ignore", "pipe"] });
let url = "";
before(
  () =>
    new Promise<void>((resolve, reject) => {
      let text = "";
      server.stderr.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        url = /at (http\S+) /.exec(text)?.[1] ?? "";
        if (url !== "") resolve();
      });
      server.on("exit", () => reject(new Error(text)));
    }),
);
after(() => {
  server.kill("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

for (const scenario of SCENARIOS)
  test(`the official conformance suite: ${scenario}`, async () => {
    const child = spawn(process.execPath, [suite, "server", "--url", url, "--scenario", scenario], { cwd: home, env });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    assert.equal(code, 0, text);
    const counts = /Passed: (\d+)\/(\d+), 0 failed, 0 warnings/.exec(text);
    assert.ok(counts && counts[1] === counts[2] && Number(counts[1]) > 0, text);
  });
