import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readClientConfig } from "../../crawler/client-config.ts";
import { clientFiles } from "../../crawler/client-files.ts";
import { filler } from "../../crawler/client-values.ts";
import { packageRecordOf } from "../../crawler/configured-servers.ts";
import { isOwn } from "../../crawler/own-records.ts";
import { config } from "../../crawler/sources/config.ts";
import { sourceContract } from "./source.contract.ts";

const root = mkdtempSync(join(tmpdir(), "client-dialects-"));
after(() => rmSync(root, { recursive: true, force: true }));
process.env.TOOLRISK_TEST_TOKEN = "hunter2";
delete process.env.FAR_BASE;
delete process.env.XDG_CONFIG_HOME;
delete process.env.APPDATA;

const SETTINGS = { darwin: "Library/Application Support", win32: "AppData/Roaming" }[platform() as string] ?? ".config";

/** Each client with a configuration in its own words, and every place where it keeps such a one. */
const CLIENTS: [client: string, fixture: string, ofUser: string[], ofProject: string[]][] = [
  ["Claude Desktop", "claude-desktop.json", [`${SETTINGS}/Claude/claude_desktop_config.json`], []],
  ["Claude Code", "claude-code.json", [".claude.json"], [".mcp.json"]],
  ["Cursor", "cursor.json", [".cursor/mcp.json"], [".cursor/mcp.json"]],
  ["VS Code", "vs-code.jsonc", [`${SETTINGS}/Code/User/mcp.json`], [".vscode/mcp.json"]],
  ["Windsurf", "windsurf.json", [".codeium/windsurf/mcp_config.json"], []],
  [
    "Cline",
    "cline.json",
    [`${SETTINGS}/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json`],
    [],
  ],
  ["Codex", "codex.toml", [".codex/config.toml"], [".codex/config.toml"]],
  ["Gemini CLI", "gemini.json", [".gemini/settings.json"], [".gemini/settings.json"]],
  ["Zed", "zed.jsonc", [".config/zed/settings.json"], [".zed/settings.json"]],
  [
    "OpenCode",
    "opencode.jsonc",
    [".config/opencode/opencode.json", ".config/opencode/opencode.jsonc"],
    ["opencode.json", "opencode.jsonc"],
  ],
];

for (const [client, fixture, ofUser, ofProject] of CLIENTS) {
  const home = join(root, client, "home");
  const project = join(root, client, "project");
  const files = [...ofProject.map((file) => join(project, file)), ...ofUser.map((file) => join(home, file))];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    cpSync(fileURLToPath(new URL(`clients/${fixture}`, import.meta.url)), file);
  }

  describe(`the configuration of ${client}`, () => {
    test("is found in every place where that client keeps it, and nothing else is", () => {
      assert.deepEqual(
        clientFiles(project, home).map((found) => [found.client, found.file]),
        files.map((file) => [client, file]),
      );
    });

    for (const file of files) sourceContract(config, { argument: () => file, rows: 2 });

    test("becomes a package and an address, with no value of the user's", async () => {
      const [file = ""] = files;
      const found = await Array.fromAsync(config.read(file));
      const records = found.flatMap((one) => (one.kind === "record" ? [one.record] : []));
      assert.equal(records.length, found.length, JSON.stringify(found));
      assert.deepEqual(
        records.map(({ packages, remotes }) => packages ?? remotes),
        [
          [
            {
              registryType: "npm",
              identifier: "@acme/mcp",
              version: "1.2.3",
              transport: { type: "stdio" },
              packageArguments: [],
              environmentVariables: [{ name: "ACME_KEY", isRequired: true, isSecret: true }],
            },
          ],
          [{ type: "streamable-http", url: "https://far.example/mcp" }],
        ],
      );
      assert.deepEqual(records.map(isOwn), [false, true]);
      assert.ok(!JSON.stringify(records).includes("hunter2"));
    });

    test("has the headers that the client would send", () => {
      const [file = ""] = files;
      const far = readClientConfig(readFileSync(file, "utf8"), file, project).find(({ name }) => name === "far");
      const headers = Object.entries(far?.headers ?? {}).map(([name, value]) => [name, filler(project)(value)]);
      assert.deepEqual(headers, [["Authorization", "Bearer hunter2"]]);
    });
  });
}

test("a header whose variable is not set, or that lies in a file, is told and not sent", async () => {
  const told = async (name: string, text: string, change: [string, string]): Promise<string> => {
    const file = join(root, name);
    writeFileSync(file, text.replace(...change));
    const found = await Array.fromAsync(config.read(file));
    return found.flatMap((one) => (one.kind === "problem" ? [one.reason] : [])).join("\n");
  };
  const textOf = (fixture: string): string => readFileSync(new URL(`clients/${fixture}`, import.meta.url), "utf8");
  const unset: [string, string] = ["TOOLRISK_TEST_TOKEN", "TOOLRISK_NO_SUCH"];
  for (const fixture of ["cursor.json", "codex.toml", "opencode.jsonc"])
    assert.match(
      await told(fixture, textOf(fixture), unset),
      /asks for \$\{.*TOOLRISK_NO_SUCH\}, which is not set here/,
    );
  const inFile = await told("file.json", textOf("opencode.jsonc"), ["{env:TOOLRISK_TEST_TOKEN}", "{file:~/.token}"]);
  assert.match(inFile, /asks for .*file:/);
});

test("of a package's words none that holds a secret is kept, however it is given", () => {
  const words = [
    "npx",
    "-y",
    "@acme/mcp@1.2.3",
    "API_KEY=hunter2",
    "-H",
    "x-api-key:hunter2",
    "--pass",
    "hunter2",
    "stdio",
  ];
  const record = packageRecordOf(words, []);
  const given = record?.packages?.[0]?.packageArguments ?? [];
  assert.ok(!JSON.stringify(record).includes("hunter2"), JSON.stringify(record));
  assert.deepEqual(
    given.map(({ value }) => value),
    [undefined, "-H", undefined, "--pass", undefined, "stdio"],
  );
});
