import assert from "node:assert/strict";
import { test } from "node:test";
import { readClientConfig } from "../../policy/client-config.ts";
import { decide } from "../../policy/decide.ts";
import { FORMATS } from "../../policy/formats.ts";
import { renderStack } from "../../policy/stack.ts";
import { ACME } from "./acme.ts";
import { classified } from "./random-calls.ts";

const other = [decide(classified("list_items", "Destructive")), decide(classified("__proto__", "Read"))];
const STACK = [
  { alias: "acme", serverName: "io.test/acme", decisions: ACME },
  { alias: "other", serverName: "io.test/other", decisions: other },
];

const formatOf = (id: string): (typeof FORMATS)[number] => FORMATS.find((one) => one.id === id) ?? assert.fail(id);

for (const format of FORMATS)
  test(`${format.id}: a stack says of each server what its own file says`, () => {
    const files = renderStack(format, STACK);
    assert.equal(files.length, format.combine ? 1 : 2);
    const alone = STACK.map(({ alias, serverName, decisions }) => format.render(decisions, { alias, serverName }));
    assert.deepEqual(
      files.flatMap(({ cannotExpress }) => cannotExpress.map(({ says }) => says)),
      alone.flatMap(({ cannotExpress }) => cannotExpress),
    );
    if (!format.combine)
      assert.deepEqual(
        files.map(({ text }) => text),
        alone.map(({ text }) => text),
      );
    // The words of the parts are those of the whole: nothing is lost or made up in combining them.
    const words = (text: string): Set<string> => new Set(text.match(/[A-Za-z0-9_]{3,}/g));
    assert.deepEqual(words(files.map(({ text }) => text).join("\n")), words(alone.map(({ text }) => text).join("\n")));
  });

test("a stack of settings is one file of settings", () => {
  const [file] = renderStack(formatOf("claude-code"), STACK);
  const { permissions } = JSON.parse(file?.text ?? "");
  assert.deepEqual(permissions.deny, ["mcp__acme__purge_all", "mcp__other__list_items"]);
  assert.deepEqual(permissions.allow, ["mcp__acme__list_items", "mcp__other____proto__"]);
  const [command] = renderStack(formatOf("copilot-cli"), STACK);
  assert.match(
    command?.text ?? "",
    /^copilot \\\n {2}--deny-tool='acme\(purge_all\)' \\\n[\s\S]*--deny-tool='other\(list_items\)'/,
  );
  assert.equal(command?.text.match(/copilot/g)?.length, 1);
});

test("a product with a file for each server gets one for each, named after it", () => {
  assert.deepEqual(
    renderStack(formatOf("policy-json"), STACK).map(({ fileName }) => fileName),
    ["acme.policy.json", "other.policy.json"],
  );
  assert.deepEqual(
    renderStack(formatOf("policy-json"), STACK.slice(0, 1)).map(({ fileName }) => fileName),
    ["policy.json"],
  );
  assert.deepEqual(renderStack(formatOf("policy-json"), []), []);
});

test("two servers of one key are refused", () => {
  assert.throws(() => renderStack(formatOf("codex"), [...STACK, ...STACK.slice(0, 1)]), RangeError);
});

const npm = (identifier: string, version: string | null): object => ({ registryType: "npm", identifier, version });

const CONFIGS: [why: string, fileName: string, text: string, expected: object[]][] = [
  [
    "Claude Desktop, with a comment and a variable",
    "config.json",
    `{ // mine
      "mcpServers": { "files": { "command": "npx", "args": ["-y", "@acme/files@1.2.3", "/tmp"], "env": { "KEY": "s3cret" } }, }
    }`,
    [{ alias: "files", package: npm("@acme/files", "1.2.3") }],
  ],
  [
    "VS Code",
    ".vscode/mcp.json",
    `{"servers": {"a": {"type": "http", "url": "https://a.test/mcp"}, "b": {"command": "uvx", "args": ["--from", "b-server==2.0", "b"]}}}`,
    [
      { alias: "a", url: "https://a.test/mcp" },
      { alias: "b", package: { registryType: "pypi", identifier: "b-server", version: "2.0" } },
    ],
  ],
  [
    "Codex",
    "config.toml",
    `[mcp_servers.x]\ncommand = "npx"\nargs = ["--package=@acme/x", "x"]\n`,
    [{ alias: "x", package: npm("@acme/x", null) }],
  ],
  [
    "OpenCode",
    "opencode.json",
    `{"mcp": {"o": {"type": "local", "command": ["docker", "run", "-i", "--rm", "-e", "KEY", "ghcr.io/acme/o:3", "serve"]}}}`,
    [{ alias: "o", package: { registryType: "oci", identifier: "ghcr.io/acme/o", version: "3" } }],
  ],
  [
    "Zed, and Windows",
    "settings.json",
    `{"context_servers": {"z": {"command": {"path": "cmd.exe", "args": ["/c", "npx", "z@1"]}}, "w": {"serverUrl": "https://w.test"}, "off": {}}}`,
    [
      { alias: "z", package: npm("z", "1") },
      { alias: "w", url: "https://w.test" },
    ],
  ],
  [
    "a program of one's own",
    "c.json",
    `{"mcpServers": {"own": {"command": "/opt/own"}}}`,
    [{ alias: "own", package: null, command: ["/opt/own"] }],
  ],
  ["YAML", "litellm.yaml", "mcp_servers:\n  l: { url: https://l.test }\n", [{ alias: "l", url: "https://l.test" }]],
  ["nothing", "c.json", "{}", []],
  ["a hostile key", "c.json", `{"mcpServers": {"__proto__": {"command": "x"}, "n": null}}`, []],
];
for (const [why, fileName, text, expected] of CONFIGS)
  test(`a client's configuration: ${why}`, () => {
    const servers = readClientConfig(text, fileName);
    assert.equal(servers.length, expected.length);
    for (const [index, one] of expected.entries()) assert.partialDeepStrictEqual(servers[index], one);
    assert.doesNotMatch(JSON.stringify(servers), /s3cret/);
  });

test("a client's configuration that does not parse is an error that says where", () => {
  assert.throws(() => readClientConfig("{,}", "c.json"), /at character 1/);
  assert.throws(() => readClientConfig("a = ", "c.toml"));
});
