import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { confinedCommand } from "../../crawler/confined-command.ts";
import { secretsOf } from "../../crawler/own-secrets.ts";
import { needed, skip } from "../crawler/sandbox/proved.ts";
import { type CliResult, runCli } from "./run-cli.ts";

const root = mkdtempSync(join(tmpdir(), "crawl-command-"));
after(() => rmSync(root, { recursive: true, force: true }));
let homes = 0;
const newHome = (): string => join(root, `home-${homes++}`);
const write = (path: string, text: string): string => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

const twoTools = fileURLToPath(new URL("two-tools-server.ts", import.meta.url));
const crawl = (home: string, args: string[], cwd?: string): Promise<CliResult> =>
  runCli(["crawl", ...args], { home, ...(cwd === undefined ? {} : { cwd }) });

interface Exported {
  server: { name: string };
  tools: { name: string; description?: string }[];
}
const exported = async (home: string): Promise<Exported[]> => {
  const { stdout, code } = await runCli(["export", "snapshots"], { home });
  assert.equal(code, 0);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Exported);
};

/** A server whose one tool tells what it finds: paths that it was given, and all of its environment. */
const TELLS = `
import { existsSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
const told = JSON.stringify({ sees: process.argv.slice(2).map((word) => existsSync(word.replace(/^--\\w+=/, ""))), env: process.env, here: readdirSync(".") });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line);
  if (id === undefined) continue;
  const result = method === "initialize"
    ? { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "tells", version: "1" } }
    : { tools: [{ name: "told", description: told, inputSchema: { type: "object" } }] };
  console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
}
`;

test("a command after -- is crawled in the sandbox, kept under one name, and planned like any server", {
  skip,
}, async () => {
  needed();
  const home = newHome();
  const words = ["--", "node", twoTools, "--api-key", "hunter2hunter2"];
  const first = await crawl(home, words);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /command\/two-tools-server\.ts-[0-9a-f]{8} +listed +2 /);
  const [server, ...others] = await exported(home);
  assert.equal(others.length, 0);
  assert.match(server?.server.name ?? "", /^command\/two-tools-server\.ts-[0-9a-f]{8}$/);
  assert.deepEqual(server?.tools.map(({ name }) => name).sort(), ["add", "echo"]);
  const again = await crawl(home, words);
  assert.match(again.stdout, /1 looked at lately and not due yet \(--again does it now\)/);
  const forced = await crawl(home, ["--again", ...words]);
  assert.match(forced.stdout, /1 servers tried: 1 listed/);
  assert.equal((await exported(home)).length, 1, "the same server");
  for (const file of globSync(`${home}/**/*.db*`)) {
    const bytes = readFileSync(file, "latin1");
    assert.ok(bytes.includes("two-tools-server.ts-"));
    assert.ok(!bytes.includes("hunter2") && !bytes.includes(dirname(twoTools)), file);
  }
});

test("it goes with other sources, whose servers are crawled too", { skip }, async () => {
  needed();
  const home = newHome();
  const saved = write("saved.json", JSON.stringify({ tools: [{ name: "get_note", inputSchema: { type: "object" } }] }));
  const result = await crawl(home, ["--source", `listing:${saved}`, "--", "node", twoTools]);
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual((await exported(home)).map(({ tools }) => tools.length).sort(), [1, 2]);
});

test("inside it finds its project and what it names, not what lies beside them, nor the user's environment", {
  skip,
}, async () => {
  needed();
  write("project/package.json", "{}");
  write("project/src/tells.mjs", TELLS);
  const beside = write("beside/secret.txt", "hunter2");
  const named = write("named/data.txt", "");
  const secondBeside = write("named/other.txt", "");
  const home = newHome();
  process.env.TOOLRISK_TEST_TOKEN = "hunter2";
  const args = ["--", "node", "src/tells.mjs", named, `--beside=${beside}`, `--second=${secondBeside}`, "package.json"];
  const result = await crawl(home, args, join(root, "project"));
  delete process.env.TOOLRISK_TEST_TOKEN;
  assert.equal(result.code, 0, result.stderr + result.stdout);
  const [server] = await exported(home);
  const told = JSON.parse(server?.tools[0]?.description ?? "null") as {
    sees: boolean[];
    env: Record<string, string>;
    here: string[];
  };
  assert.deepEqual(told.sees, [true, false, false, true]);
  assert.deepEqual(told.here.sort(), ["package.json", "src"]);
  assert.equal(told.env.TOOLRISK_TEST_TOKEN, undefined);
  assert.equal(told.env.HOME, "/home/u");
});

const python = spawnSync("python3", ["-c", "print(1)"]).status === 0;

test("a program of a Python environment is started with its packages", { skip: skip || !python }, async () => {
  needed();
  const environment = join(root, "venv");
  const made = spawnSync("python3", ["-m", "venv", "--without-pip", environment], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`python3 -m venv: ${made.stderr}`);
  const [packages = ""] = globSync(join(environment, "lib/python3.*/site-packages"));
  writeFileSync(
    join(packages, "acme_server.py"),
    `import json, sys
def main():
    for line in sys.stdin:
        message = json.loads(line)
        if "id" not in message: continue
        result = {"tools": [{"name": "from_python", "inputSchema": {"type": "object"}}]}
        if message["method"] == "initialize":
            result = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "p", "version": "1"}}
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
`,
  );
  const program = join(environment, "bin/acme-server");
  writeFileSync(program, `#!${environment}/bin/python3\nfrom acme_server import main\nmain()\n`);
  chmodSync(program, 0o755);
  const home = newHome();
  const result = await crawl(home, ["--", program]);
  assert.match(result.stdout, /command\/acme-server-[0-9a-f]{8} +listed +1 /, result.stdout + result.stderr);
});

test("check --sandbox starts such a command too", { skip }, async () => {
  needed();
  const result = await runCli(["check", "--yes", "--sandbox", "--json", "--", "node", twoTools], { home: newHome() });
  assert.equal((JSON.parse(result.stdout) as { servers: { outcome: string }[] }).servers[0]?.outcome, "listed");
});

test("--unsafe-no-sandbox starts it where it was typed, with a clean environment", async () => {
  write("free/tells.mjs", TELLS);
  const home = newHome();
  process.env.TOOLRISK_TEST_TOKEN = "hunter2";
  const result = await crawl(home, ["--unsafe-no-sandbox", "--", "node", "tells.mjs"], join(root, "free"));
  delete process.env.TOOLRISK_TEST_TOKEN;
  assert.equal(result.code, 0, result.stderr);
  const [server] = await exported(home);
  const told = server?.tools[0]?.description ?? "";
  assert.match(told, /"here":\["tells\.mjs"\]/);
  assert.ok(!told.includes("TOOLRISK_TEST_TOKEN"));
});

test("a package that is run by name becomes that package", async () => {
  const home = newHome();
  const result = await crawl(home, ["--", "npx", "-y", "Not A Package", "--token", "hunter2"]);
  assert.match(result.stdout, /npm\/Not A Package +refused/);
  assert.ok(!(result.stdout + result.stderr).includes("hunter2"));
});

test("neither the user's home nor what holds it is ever shown", () => {
  const shown = (...[command = "", ...args]: string[]): readonly string[] | undefined =>
    confinedCommand({ command, args, env: {}, cwd: homedir() }).readOnlyPaths;
  assert.deepEqual(shown("/usr/bin/env"), []);
  assert.deepEqual(shown("/usr/bin/env", homedir(), dirname(homedir()), tmpdir(), "/"), []);
  const script = write("alone/bin/server", "#!/usr/bin/env node\n");
  const link = join(root, "alone/link");
  symlinkSync(script, link);
  assert.deepEqual(shown(link), [dirname(script)], "a link is followed");
  assert.deepEqual(shown(script, join(root, "alone"), join(root, "alone/bin")), [join(root, "alone")]);
});

test("what looks like a secret among the words is known as one", () => {
  const word = Buffer.from("a secret that ends with a sign of its encoding").toString("base64");
  assert.match(word, /=$/);
  const args = ["API_KEY=hunter2hunter2", word, "--mode=plain-words", "MODE=plain-words"];
  const found = [...secretsOf({ args, env: {} }, new Map()).keys()];
  assert.ok(found.includes("hunter2hunter2") && found.includes(word), found.join(" "));
  assert.ok(!found.some((text) => text.includes("plain-words")));
});

const WRONG: [what: string, args: string[], says: RegExp][] = [
  ["a command without --", ["node", "server.js"], /"node" is no option: .*--source, or write a command after --/],
  ["neither a source nor a command", ["--"], /name a source with --source, or a command after --/],
  [
    "--source that takes the dashes",
    ["--source", "--", "node", "x"],
    /--source wants a source after it.*crawl -- COMMAND/,
  ],
  [
    "--source target with a command",
    ["--source", "target", "--", "node"],
    /a target by itself: leave --source target out/,
  ],
  ["an unknown source with a command", ["--source", "nope", "--", "node"], /unknown source "nope"/],
  ["a command with --share", ["--share", "--", "node", "x"], /does not go with --share/],
  ["--retry-after without --share", ["--retry-after", "5", "--source", "starter"], /goes with --share/],
  ["a program that is not there", ["--", "no-such-program"], /there is no program "no-such-program"/],
];
for (const [what, args, says] of WRONG)
  test(`${what} ends with exit code 2 and says why, before anything is opened`, async () => {
    const home = newHome();
    const result = await crawl(home, args);
    assert.match(result.stderr, says);
    assert.doesNotMatch(result.stderr, /\n\s+at /);
    assert.equal(result.stdout, "");
    assert.equal(result.code, 2);
    assert.deepEqual(globSync(`${home}/**`), []);
  });
