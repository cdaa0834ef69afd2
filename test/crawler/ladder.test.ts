import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { climb, type Rung } from "../../crawler/ladder.ts";
import type { Ready } from "../../crawler/launcher.ts";
import { preparedCommand } from "../../crawler/prepared-command.ts";
import { planFromReadme, readmeIn } from "../../crawler/readme.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { makeScratch } from "../../crawler/scratch.ts";
import { AS_GIVEN, type Settings, type StartPlan, settingsFor } from "../../crawler/settings.ts";
import { StdioConnection } from "../../crawler/stdio-connection.ts";
import { planFromWords } from "../../crawler/told.ts";
import type { Package } from "../../db/records/server.ts";
import { computingTime, unhinderedTime } from "../unhindered-time.ts";
import { folder } from "./started.ts";

const README = `# wants

    { "mcpServers": { "wants": { "command": "npx", "args": ["-y", "wants@latest", "postgresql://me:canary@db/x"],
      "env": { "WANTS_ADDRESS": "http://canary" } } } }
`;

/** A server of servers/wants.mjs behind the record's package, and the settings of each start. */
const wanting = (wish: string, more: Partial<Package> = {}): { ready: Ready; starts: Settings[] } => {
  const pkg: Package = { registryType: "npm", identifier: "wants", ...more };
  const path = fileURLToPath(new URL("servers/wants.mjs", import.meta.url));
  const starts: Settings[] = [];
  const ready: Ready = {
    registryType: "npm",
    identifier: "wants",
    version: "1.0.0",
    integrity: null,
    notes: [],
    private: new Map(),
    configure: (plan) => settingsFor(pkg, plan),
    readme: async () => (wish.includes("README") ? README : null),
    open: async (settings) => {
      starts.push(settings);
      const base = { command: process.execPath, args: [path, wish], env: {} };
      return new StdioConnection(preparedCommand(base, settings), makeScratch(), none);
    },
  };
  return { ready, starts };
};

const variable = (name: string, more = {}): Partial<Package> => ({
  environmentVariables: [{ name, isRequired: true, ...more }],
});

const GRANTED: [wish: string, pkg: Partial<Package>, plan: Partial<StartPlan>][] = [
  ["nothing", {}, AS_GIVEN],
  ["variable", variable("WANTS_TOKEN", { isSecret: true }), { placeholders: true, variables: [] }],
  ["variable", {}, { variables: ["WANTS_TOKEN"] }],
  ["two variables", {}, { variables: ["WANTS_TOKEN", "WANTS_ORG_ID"] }],
  ["url", variable("WANTS_URL"), { placeholders: true, variables: [] }],
  ["number", variable("WANTS_COUNT", { format: "number" }), { placeholders: true, variables: [] }],
  ["choice", variable("WANTS_MODE", { choices: ["blue", "red"] }), { placeholders: true, variables: [] }],
  ["subcommand", {}, { commands: ["serve"] }],
  ["option", {}, { options: ["--api-key={api-key}"] }],
  ["positional", {}, { options: ["{connection-string}"] }],
  ["file", {}, { files: ["oauth.keys.json", ".wants/oauth.keys.json"] }],
  ["file by variable", variable("WANTS_CREDENTIALS_FILE"), { placeholders: true, variables: [] }],
  ["http", {}, { options: ["--stdio"] }],
  ["options in words", {}, { options: ["--client-id={client-id}", "--client-secret={client-secret}"] }],
  ["transport", {}, { commands: ["stdio"], options: [] }],
  ["to be configured", variable("WANTS_TOKEN", { isSecret: true }), { placeholders: true, variables: [] }],
  ["help only", {}, { options: ["--stdio"] }],
  ["what its README sets", {}, { variables: ["WANTS_ADDRESS"] }],
  ["what its README says after its name", {}, { options: ["{postgresql_url}"] }],
  ["backend", { environmentVariables: [{ name: "WANTS_PORT", default: "46379" }] }, { backends: [46_379] }],
];
for (const [wish, pkg, plan] of GRANTED) {
  test(`a server that wants ${wish} gets it${pkg.environmentVariables ? " by its record" : ""}`, async () => {
    const first = wanting(wish, pkg);
    const rung = await climb(first.ready, { deadlineMs: 30_000 });
    assert.equal(rung.decision.outcome, "listed", rung.decision.error ?? "");
    assert.equal(rung.listing.tools[0]?.name, "granted");
    for (const [key, value] of Object.entries(plan)) assert.deepEqual(rung.plan[key as keyof StartPlan], value, key);
    // What worked is tried first the next time, and one start is then enough.
    const again = wanting(wish, pkg);
    const second = await climb(again.ready, { deadlineMs: 30_000, before: JSON.parse(JSON.stringify(rung.plan)) });
    assert.equal(second.decision.outcome, "listed");
    assert.equal(again.starts.length, 1);
  });
}

test("what the record gives goes before any placeholder", async () => {
  const pkg = { environmentVariables: [{ name: "WANTS_TOKEN", value: "given", isSecret: true }] };
  const { ready, starts } = wanting("variable", pkg);
  assert.equal((await climb(ready, { deadlineMs: 30_000 })).decision.outcome, "listed");
  assert.deepEqual(
    starts.map(({ env }) => env),
    [{ WANTS_TOKEN: "given" }],
  );
});

test("a plan holds names, never values", async () => {
  const { ready } = wanting("variable", variable("WANTS_TOKEN", { default: "canary-45c48cce2e" }));
  const { plan } = await climb(ready, { deadlineMs: 30_000 });
  assert.doesNotMatch(JSON.stringify(plan), /canary-45c48cce2e/);
});

const EXAMPLES: [readme: string, plan: Partial<StartPlan> | null][] = [
  ["no example", null],
  ['"args": ["-y", "other", "word"]', null],
  [
    '"args": ["tool", "run", "wants==1.2", "--mode=fast", "--key", "s3CRet", "stdio", "8080"]',
    {
      options: ["--mode=fast", "--key", "{key}", "stdio", "8080"],
    },
  ],
  ['"args": ["--from", "wants", "wants-mcp", "/path/to/folder"]', { options: ["{directory}"] }],
  ['"args": ["-y", "--package", "wants@1.0.0", "wants-mcp", "stdio"]', { options: ["stdio"] }],
  [
    'args = ["wants", "<API KEY>", "YOUR_TOKEN", "--url=https://me:pw@host/"]',
    {
      options: ["{API_KEY}", "{TOKEN}", "--url={url}"],
    },
  ],
  ['"args": ["wants", "s3CRet", "An0ther", "\\u001bc"]', { options: ["{value}", "{value}", "{value}"] }],
  ["export WANTS_A=1\ndocker run -e WANTS_B -e PATH=/x --env LD_PRELOAD=x", { variables: ["WANTS_A", "WANTS_B"] }],
  ['"env": {"WANTS_A": "canary", "NODE_OPTIONS": "--require x"}', { variables: ["WANTS_A"] }],
];
for (const [readme, plan] of EXAMPLES) {
  test(`README: ${readme}`, () => {
    const wanted = plan && { ...AS_GIVEN, placeholders: true, ...plan };
    assert.deepEqual(planFromReadme(readme, "wants", AS_GIVEN, new Set()), wanted);
  });
}

test("a README is the package's own file, whatever its letters, and never a link", async () => {
  using place = folder();
  assert.equal(await readmeIn(place.path), null);
  symlinkSync("/etc/hostname", join(place.path, "README.md"));
  assert.equal(await readmeIn(place.path), null);
  writeFileSync(join(place.path, "ReadMe.TXT"), "export WANTS_A=1");
  assert.equal(await readmeIn(place.path), "export WANTS_A=1");
});

test("a README made to be slow is read before the test's patience ends", { timeout: 30_000 }, () => {
  for (const piece of ['"env": {"A', '"args": ["', "-e A", "export ", "${", "<a "])
    planFromReadme(piece.repeat(Math.ceil(98_304 / piece.length)), "wants", AS_GIVEN, new Set());
});

/** How a server made of one sentence ends. */
const ending = async (script: string, deadlineMs: number): Promise<{ rung: Rung; starts: number; ms: number }> => {
  const { ready, starts } = wanting("");
  const open: Ready["open"] = async (settings) => {
    starts.push(settings);
    return new StdioConnection({ command: process.execPath, args: ["-e", script], env: {} }, makeScratch(), none);
  };
  const time = unhinderedTime();
  const rung = await climb({ ...ready, open }, { deadlineMs });
  return { rung, starts: starts.length, ms: time() };
};

test("a package that is broken in itself is started once", async () => {
  const { rung, starts } = await ending("require('no-such-module')", 30_000);
  assert.deepEqual([rung.decision.outcome, starts], ["start-failed", 1]);
});

test("a server that always asks for more ends within the budget", async () => {
  const { rung, starts, ms } = await ending("console.error('Please set V_' + process.pid); process.exit(1)", 30_000);
  assert.equal(rung.decision.outcome, "needs-config");
  assert.ok(starts <= 8, `${starts} starts`);
  assert.ok(ms < 60_000, `${ms} ms`);
});

test("a server that hangs for good ends within twice the deadline", async () => {
  const { rung, ms } = await ending("setInterval(() => {}, 1000)", 1_000);
  assert.equal(rung.decision.outcome, "timeout");
  assert.ok(ms < 2_600, `${ms} ms`);
});

const TOLD: [text: string, part: keyof StartPlan, value: unknown][] = [
  ["Missing required environment variables: A_KEY, B_KEY", "variables", ["A_KEY", "B_KEY"]],
  ["GITLAB_TOKEN is not set", "variables", ["GITLAB_TOKEN"]],
  ["Error: NODE_OPTIONS must be set; LD_PRELOAD is required", "variables", []],
  ["code: 'ERR_INVALID_ARG_TYPE' is required", "variables", []],
  ["USAGE\n  mcp start [--port value]\n  mcp --help\n\nCOMMANDS\n  start  Run the server\n", "commands", ["start"]],
  ["[2] Usage: mcp-remote <https://server-url> [callback-port]", "options", ["{url}"]],
  ["Error: In-memory databases require the --read-write flag.", "options", ["--read-write"]],
  ["Please provide a token with the --access-token flag", "options", ["--access-token={access-token}"]],
  ["connect ECONNREFUSED 127.0.0.1:6379", "backends", [6379]],
  ["connect ECONNREFUSED 127.0.0.1:22", "backends", []],
  [
    "ENOENT: no such file or directory, open '<scratch>/home/.app/credentials.json'",
    "files",
    [".app/credentials.json", "credentials.json"],
  ],
];
for (const [text, part, value] of TOLD) {
  test(`told: ${text}`, () => {
    const plan = planFromWords(text, AS_GIVEN, new Set()) ?? AS_GIVEN;
    assert.deepEqual(plan[part], value);
  });
}

test("words that ask for nothing lead to no plan", () => {
  for (const text of ["", "Server running on stdio", "TypeError: x is not a function", "\u0000".repeat(99)])
    assert.equal(planFromWords(text, AS_GIVEN, new Set()), null, text);
});

test("hostile words cost no time and make no long plan", () => {
  const hostile = [
    "A_".repeat(10_000),
    "required ".repeat(2_500),
    `required ${"--a".repeat(7_000)}`,
    `usage: ${"<a ".repeat(7_000)}`,
    `usage: ${"[".repeat(20_000)}`,
    `${"~/".repeat(10_000)} not found`,
    Array.from({ length: 3_000 }, (_, at) => `NAME_${at} is required`).join("\n"),
    `server ${"port ".repeat(4_000)}`,
    " ".repeat(20_000),
    "listening ".repeat(2_000),
  ];
  for (const text of hostile) {
    const time = computingTime();
    const plan = planFromWords(text, AS_GIVEN, new Set());
    assert.ok(time() < 200, `${text.slice(0, 20)}…: ${time()} ms`);
    assert.ok(JSON.stringify(plan ?? {}).length < 30_000);
  }
});
