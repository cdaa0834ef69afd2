import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { runCli } from "./run-cli.ts";

const home = mkdtempSync(join(tmpdir(), "toolrisk-policy-"));
const file = (name: string): string => join(home, name);
after(() => rmSync(home, { recursive: true, force: true }));

before(async () => {
  const tools = [
    { name: "get_item", description: "Returns an item by its id." },
    { name: "delete_items", description: "Permanently deletes all items of the account." },
  ];
  const other = [{ name: "list_things", description: "Lists things." }];
  const lines = [
    { server: { name: "example/items" }, tools },
    { server: { name: "example/things" }, tools: other },
  ];
  writeFileSync(file("listing.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const crawled = await runCli(["crawl", "--source", `snapshots:${file("listing.jsonl")}`], { home });
  assert.equal(crawled.code, 0, crawled.stderr);
});

test("the policy of a server holds the rule of each of its tools, in the format that is asked for", async () => {
  const json = await runCli(["policy", "example/items"], { home });
  assert.deepEqual(JSON.parse(json.stdout), {
    version: "1",
    default: "deny",
    hide: ["delete_items"],
    tools: { get_item: {} },
  });
  const claude = await runCli(["policy", "example/items", "--format", "claude-code", "--alias", "mine"], { home });
  assert.deepEqual(JSON.parse(claude.stdout), {
    permissions: { allow: ["mcp__mine__get_item"], ask: [], deny: ["mcp__mine__delete_items"] },
  });
  assert.match(claude.stderr, /^not expressed in claude-code: mine: /m);
});

test("several targets become one file where the product has one for all, and --out writes it", async () => {
  const out = file("settings.json");
  const args = ["policy", "example/items/get_item", "example/things", "--format", "claude-code", "--out", out];
  const written = await runCli(args, { home });
  assert.deepEqual([written.code, written.stdout], [0, ""], written.stderr);
  assert.deepEqual(JSON.parse(readFileSync(out, "utf8")), {
    permissions: { allow: ["mcp__items__get_item", "mcp__things__list_things"], ask: [], deny: [] },
  });
  const nowhere = await runCli([...args.slice(0, -1), file("nowhere/settings.json")], { home });
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /^toolrisk: [^\n]*nowhere\/settings\.json cannot be written: ENOENT[^\n]*$/m);
});

test("the policy of a client configuration stands under the keys that the servers have there", async () => {
  const fixture = fileURLToPath(new URL("./two-tools-server.ts", import.meta.url));
  const servers = {
    calc: { command: process.execPath, args: [fixture] },
    gone: { command: process.execPath, args: ["-e", "process.exit(3)"] },
  };
  writeFileSync(file("mcp.json"), JSON.stringify({ mcpServers: servers }));
  const args = ["policy", "--config", file("mcp.json"), "--yes", "--format", "claude-code"];
  const result = await runCli(args, { home });
  assert.equal(result.code, 3, result.stderr);
  const { permissions } = JSON.parse(result.stdout) as { permissions: Record<string, string[]> };
  assert.deepEqual(Object.values(permissions).flat().sort(), ["mcp__calc__add", "mcp__calc__echo"]);
  assert.match(result.stderr, /^gone is left out: /m);
});

test("a profile can be a file, and a wrong one is said to be", async () => {
  writeFileSync(file("profile.json"), JSON.stringify({ categories: { Read: { action: "deny" } } }));
  const strict = await runCli(["policy", "example/items/get_item", "--profile", file("profile.json")], { home });
  assert.deepEqual(JSON.parse(strict.stdout).hide, ["get_item"]);
  writeFileSync(file("profile.json"), JSON.stringify({ extends: "lenient" }));
  const wrong = await runCli(["policy", "example/items", "--profile", file("profile.json")], { home });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /profile\.json is no profile/);
});

test("policy check names the line of what is wrong, and exits with 1", async () => {
  const policy = { version: "1", default: "deny", tools: { get_item: {}, get_itme: {} } };
  writeFileSync(file("policy.json"), JSON.stringify(policy, null, 2));
  const good = await runCli(["policy", "check", file("policy.json")], { home });
  assert.deepEqual([good.code, good.stdout], [0, "0 errors, 0 warnings\n"]);
  const named = await runCli(["policy", "check", file("policy.json"), "--server", "example/items"], { home });
  assert.equal(named.code, 1);
  assert.match(named.stdout, /policy\.json:6:\d+ error: .*get_itme/);
});

test("policy test says what each call would get, and exits with 1 where that was not expected", async () => {
  const calls = [
    { tool: "get_item", expect: "allow" },
    { tool: "delete_items", expect: "allow" },
  ];
  writeFileSync(file("calls.jsonl"), calls.map((call) => JSON.stringify(call)).join("\n"));
  const policy = await runCli(["policy", "example/items"], { home });
  writeFileSync(file("policy.json"), policy.stdout);
  const tested = await runCli(["policy", "test", file("policy.json"), file("calls.jsonl")], { home });
  assert.equal(tested.code, 1);
  assert.match(tested.stdout, /calls\.jsonl:2 {2}deny {2}delete_items {2}\(hidden\) .* NOT AS EXPECTED/);
  assert.match(tested.stdout, /2 calls, 1 not as expected/);
});

test("policy diff says what becomes possible, and exits with 1", async () => {
  writeFileSync(file("old.json"), JSON.stringify({ version: "1", default: "deny", tools: {} }));
  writeFileSync(file("new.json"), JSON.stringify({ version: "1", default: "deny", tools: { get_item: {} } }));
  const same = await runCli(["policy", "diff", file("old.json"), file("old.json")], { home });
  assert.deepEqual([same.code, same.stdout], [0, "no difference in what the policies let through\n"]);
  const wider = await runCli(["policy", "diff", file("old.json"), file("new.json")], { home });
  assert.equal(wider.code, 1);
  assert.match(wider.stdout, /^becomes possible: get_item/m);
});

test("guard stands in the server's place: hidden tools are not listed and denied when called", async () => {
  writeFileSync(file("guard.json"), JSON.stringify({ version: "1", default: "allow", hide: ["echo"] }));
  const bin = fileURLToPath(new URL("../../cli/bin.js", import.meta.url));
  const fixture = fileURLToPath(new URL("./two-tools-server.ts", import.meta.url));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, "guard", "--policy", file("guard.json"), "--log", file("log.jsonl"), "--", process.execPath, fixture],
    env: { ...(process.env as Record<string, string>), TOOLRISK_HOME: home, NODE_TEST_CONTEXT: "" },
  });
  const client = new Client({ name: "test", version: "0" });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map((tool) => tool.name),
      ["add"],
    );
    const denied = await client.callTool({ name: "echo", arguments: { text: "secret" } });
    assert.equal(denied.isError, true);
    const allowed = await client.callTool({ name: "add", arguments: { a: 1, b: 2 } });
    assert.deepEqual(allowed.content, [{ type: "text", text: "3" }]);
  } finally {
    await client.close();
  }
  const log = readFileSync(file("log.jsonl"), "utf8");
  assert.match(log, /"tool":"echo","verdict":"deny"/);
  assert.ok(!log.includes("secret"), "values of arguments are never logged");
});

test("guard refuses to start without a policy that it can enforce", async () => {
  writeFileSync(file("broken.json"), "{");
  const result = await runCli(["guard", "--policy", file("broken.json"), "--", process.execPath, "-e", "0"], { home });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /broken\.json/);
});
