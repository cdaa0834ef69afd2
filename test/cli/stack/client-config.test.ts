import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { keyOf, shownCommand } from "../../../cli/stack/command-target.ts";
import { ConfigError, readClientConfig } from "../../../crawler/client-config.ts";
import { clientFiles } from "../../../crawler/client-files.ts";

const started = { words: ["npx", "-y", "@acme/mcp@1.2.3"], env: { KEY: "v" } };

/** Each dialect with one started and one reached server, as the client's documentation has it. */
const DIALECTS: [client: string, file: string, text: string][] = [
  [
    "Claude, Cursor, Windsurf and most others",
    "mcp.json",
    '{"mcpServers": {\n "acme": {"command": "npx", "args": ["-y", "@acme/mcp@1.2.3"], "env": {"KEY": "v"}},\n "far": {"serverUrl": "https://far.example/mcp", "headers": {"X-Key": "s"}}}}',
  ],
  [
    "VS Code, with comments",
    "mcp.json",
    '{\n// comment\n"servers": {"acme": {"type": "stdio", "command": "npx", "args": ["-y", "@acme/mcp@1.2.3"], "env": {"KEY": "v"}},\n"far": {"type": "http", "url": "https://far.example/mcp", "headers": {"X-Key": "s"}},}}',
  ],
  [
    "Gemini CLI",
    "settings.json",
    '{"theme": "x", "mcpServers": {"acme": {"command": "npx", "args": ["-y", "@acme/mcp@1.2.3"], "env": {"KEY": "v"}}, "far": {"httpUrl": "https://far.example/mcp", "headers": {"X-Key": "s"}}}}',
  ],
  [
    "Zed",
    "settings.json",
    '{"context_servers": {"acme": {"command": {"path": "npx", "args": ["-y", "@acme/mcp@1.2.3"], "env": {"KEY": "v"}}}, "far": {"url": "https://far.example/mcp", "headers": {"X-Key": "s"}}}}',
  ],
  [
    "OpenCode",
    "opencode.json",
    '{"mcp": {"acme": {"type": "local", "command": ["npx", "-y", "@acme/mcp@1.2.3"], "environment": {"KEY": "v"}}, "far": {"type": "remote", "url": "https://far.example/mcp", "headers": {"X-Key": "s"}}}}',
  ],
  [
    "Codex",
    "config.toml",
    'model = "x"\n\n[mcp_servers.acme]\ncommand = "npx"\nargs = ["-y", "@acme/mcp@1.2.3"]\nenv = { KEY = "v" }\n\n[mcp_servers.far]\nurl = "https://far.example/mcp"\nhttp_headers = { X-Key = "s" }\n',
  ],
];
for (const [client, file, text] of DIALECTS) {
  test(`the configuration of ${client} is read, with places`, () => {
    const servers = readClientConfig(text, file, "/project");
    assert.deepEqual(
      servers.map(({ name, words, env, url, headers }) => ({ name, words, env, url, headers })),
      [
        { name: "acme", ...started, url: null, headers: {} },
        { name: "far", words: null, env: {}, url: "https://far.example/mcp", headers: { "X-Key": "s" } },
      ],
    );
    const lines = text.split("\n");
    for (const { name, line, column } of servers)
      assert.match(lines[line - 1]?.slice(column - 1) ?? "", new RegExp(`^("${name}"|\\[mcp_servers\\.${name})`));
  });
}

test("Claude Code's own file: the user's servers and those of this project, none of another's", () => {
  const text = JSON.stringify({
    mcpServers: { mine: { command: "a" } },
    projects: {
      "/project": { mcpServers: { here: { command: "b" } } },
      "/other": { mcpServers: { there: { command: "c" } } },
    },
  });
  assert.deepEqual(
    readClientConfig(text, ".claude.json", "/project").map(({ name }) => name),
    ["mine", "here"],
  );
});

test("switched-off and useless entries are left out; what cannot be read says where", () => {
  const text =
    '{"mcpServers": {"off": {"command": "a", "disabled": true}, "not": {"command": "a", "enabled": false}, "none": {}, "odd": 3, "ok": {"command": "a"}}}';
  assert.deepEqual(
    readClientConfig(text, "mcp.json", "/").map(({ name }) => name),
    ["ok"],
  );
  assert.throws(() => readClientConfig('{"mcpServers": {\n  "a": }}', "mcp.json", "/"), {
    name: "ConfigError",
    message: /^line 2, column 8: /,
  });
  assert.throws(() => readClientConfig("[mcp_servers", "config.toml", "/"), ConfigError);
  assert.throws(() => readClientConfig("[".repeat(100_000), "mcp.json", "/"), /nests too deeply/);
  assert.deepEqual(readClientConfig("{}", "mcp.json", "/"), []);
});

test("the configurations of a project and a user are found where the clients keep them", () => {
  const folder = mkdtempSync(join(tmpdir(), "toolrisk-clients-"));
  try {
    const put = (file: string): void => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), "{}");
    };
    for (const file of ["project/.mcp.json", "project/.vscode/mcp.json", "home/.cursor/mcp.json", "home/.claude.json"])
      put(file);
    assert.deepEqual(
      clientFiles(join(folder, "project"), join(folder, "home")).map(({ client, file }) => [
        client,
        file.slice(folder.length),
      ]),
      [
        ["Claude Code", "/project/.mcp.json"],
        ["VS Code", "/project/.vscode/mcp.json"],
        ["Claude Code", "/home/.claude.json"],
        ["Cursor", "/home/.cursor/mcp.json"],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("only what cannot have changed has a key: an exact version, or installed files", () => {
  const key = (...words: string[]): string | null => keyOf(process.execPath, { words, env: {}, cwd: "/" });
  assert.ok(key("npx", "-y", "@acme/mcp@1.2.3", "--flag"));
  assert.notEqual(key("npx", "-y", "@acme/mcp@1.2.3"), key("npx", "-y", "@acme/mcp@1.2.4"));
  for (const words of [
    ["npx", "-y", "@acme/mcp"],
    ["npx", "-y", "@acme/mcp@latest"],
    ["npx", "-y", "@acme/mcp@^1.2.3"],
    ["npx", "-y", "mcp-remote@1.2.3", "https://far.example/mcp"],
    ["uvx", "acme-mcp"],
    ["docker", "run", "-i", "acme/mcp"],
    ["node", "server.js"],
  ])
    assert.equal(key(...words), null, words.join(" "));
});

test("a command line is shown without what may be a secret", () => {
  const shown = shownCommand([
    "npx",
    "server",
    "--api-key",
    "hunter2",
    "--token=hunter2",
    "postgres://me:hunter2@host/db",
    "https://x.example/mcp?api_key=hunter2&a=b",
    "ghp_abcdefhunter2",
    "--port",
    "80",
    "two words",
  ]);
  assert.ok(!shown.includes("hunter2"), shown);
  assert.match(shown, /^npx server --api-key … --token=… postgres:\/\/…@host\/db .*a=b … --port 80 "two words"$/);
  const path = "https://far.example/mcp/s/hunter20123456789abcdef0123456789/mcp";
  for (const [words, as] of [
    [["docker", "run", "-e", "API_TOKEN=hunter2.x", "acme/mcp"], "docker run -e API_TOKEN=… acme/mcp"],
    [["env", "DB_PASS=hunter2", "MODE=fast", "node", "x.js"], "env DB_PASS=… MODE=fast node x.js"],
    [
      ["npx", "mcp-remote", path, "-H", "X-Api-Key:hunter2"],
      "npx mcp-remote https://far.example/mcp/s/…/mcp -H X-Api-Key:…",
    ],
    [["x", "-H", "Authorization: Bearer hunter2"], 'x -H "Authorization: …"'],
    [["x", "https://a.example/?password=hunter2&b=c"], "x https://a.example/?password=…&b=c"],
    [["x", "Server=db;Password=hunter2;Port=1"], "x Server=db;Password=…;Port=1"],
    [["x", "mysql://me:hunter2@hunter2@host/db"], "x mysql://…@host/db"],
    [["x", "--pass", "hunter2", "--path", "a"], "x --pass … --path a"],
    [["x", "--registry", "https://npm.example/@acme/mcp"], "x --registry https://npm.example/@acme/mcp"],
  ] as const)
    assert.equal(shownCommand(words), as);
});

test("a configuration of thousands of servers takes no more than a moment, and each has its place", () => {
  const servers = Array.from({ length: 9_000 }, (_, at) => `"${at}":{"url":"a"}`).join(",\n");
  const text = `{"mcpServers":{${"\n".repeat(20_000)}${servers}}}`;
  const before = process.threadCpuUsage();
  const found = readClientConfig(text, "mcp.json", "");
  const { user, system } = process.threadCpuUsage(before);
  assert.deepEqual([found[0]?.line, found[0]?.column, found.length], [20_001, 1, 9_000]);
  assert.deepEqual([found.at(-1)?.line, found.at(-1)?.column], [29_000, 1]);
  assert.ok((user + system) / 1_000 < 1_000, `${(user + system) / 1_000} ms`);
});
