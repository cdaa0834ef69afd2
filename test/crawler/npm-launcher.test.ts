import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { CrawlResult } from "../../crawler/crawl.ts";
import { npm } from "../../crawler/launchers/npm.ts";
import { hasTooMany, MAX_LOCK, MOST_PACKAGES, packageCounter } from "../../crawler/npm-watch.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { launcherContract } from "./launcher.contract.ts";
import { type Published, type RegistryDouble, serveRegistry } from "./registry-double.ts";
import { crawled, folder } from "./started.ts";

const raw = readFileSync(new URL("servers/raw.mjs", import.meta.url), "utf8");
const server = (name: string, more: Partial<Published> = {}): Published => ({
  name,
  version: "1.0.0",
  files: { "bin/server.mjs": raw },
  ...more,
  manifest: { bin: { server: "bin/server.mjs" }, ...more.manifest },
});

/** A manifest in the archive that need not be the one that the registry tells. */
const manifestText = (name: string, before: string): string =>
  `${before}${JSON.stringify({ name, version: "1.0.0", bin: "bin/server.mjs" })}`;

let registry: RegistryDouble;
let canary: RegistryDouble;

before(async () => {
  canary = await serveRegistry([]);
  const touch = "node -e \"require('node:fs').writeFileSync(process.env.HOME + '/ran', '1')\"";
  // Another host than the registry's: an npm that cannot refuse addresses is fenced off by host.
  const elsewhere = canary.address.replace("127.0.0.1", "localhost");
  const dependsOn = (spec: string): Record<string, unknown> => ({ dependencies: { elsewhere: spec } });
  registry = await serveRegistry([
    server("plain-server", { manifest: { dependencies: { library: "^2.0.0" } } }),
    { name: "library", version: "2.3.4" },
    server("@scope/mcp", { version: "0.1.0-beta.1" }),
    server("scripted", { manifest: { scripts: { preinstall: touch, install: touch, postinstall: touch } } }),
    server("by-url", { manifest: dependsOn(`${elsewhere}evil.tgz`) }),
    server("by-git", { manifest: dependsOn(`git+${elsewhere}evil.git`) }),
    server("by-file", { manifest: dependsOn("file:/etc") }),
    server("optional", { manifest: { optionalDependencies: { "other-system": "1.0.0" } } }),
    { name: "other-system", version: "1.0.0", manifest: { os: ["no-such-system"] } },
    server("outside", { manifest: { bin: { server: `${"../".repeat(20)}bin/sh` } } }),
    server("no-command", { manifest: { bin: undefined } }),
    server("wrong-integrity", { integrity: `sha512-${Buffer.alloc(64, 1).toString("base64")}` }),
    server("slow", { delayMs: 3_000 }),
    server("shell-script", {
      manifest: { bin: "bin/run" },
      files: { "bin/run": '#!/bin/sh\nexec node "$(dirname "$0")/../server.mjs" "$@"\n', "server.mjs": raw },
    }),
    server("no-program", { manifest: { bin: "data/blob" }, files: { "data/blob": "\x7fELF no" } }),
    server("folder", { manifest: { bin: "data" }, files: { "data/blob": "x" } }),
    server("marked", { files: { "package.json": manifestText("marked", "\uFEFF"), "bin/server.mjs": raw } }),
    server("broken-manifest", { files: { "package.json": "{", "bin/server.mjs": raw } }),
    server("long-manifest", {
      files: { "package.json": manifestText("long-manifest", " ".repeat(5 * 2 ** 20)), "bin/server.mjs": raw },
    }),
    server("env-node", {
      manifest: { bin: "bin/run" },
      files: { "bin/run": "#!/usr/bin/env node\nprocess.exit(3)\n" },
    }),
  ]);
  process.env.npm_config_registry = registry.address;
});
after(async () => {
  await registry.close();
  await canary.close();
});

const npmRecord = (identifier: string, version: string | null = "1.0.0", more = {}): ServerRecord => ({
  name: `npm/${identifier}`,
  packages: [{ registryType: "npm", identifier, version, ...more }],
});

const tried = async (record: ServerRecord, home?: string): Promise<CrawlResult> => {
  const [result] = await crawled([record], home ? { home } : {});
  assert.ok(result);
  return result;
};

launcherContract(npm, { record: () => npmRecord("plain-server"), tools: ["one", "two"] });

test("a package is installed once, with what it depends on, and its integrity is told", async () => {
  using home = folder();
  const first = await tried(npmRecord("plain-server"), home.path);
  assert.equal(first.attempt.outcome, "listed", first.attempt.error ?? "");
  assert.match(first.attempt.integrity ?? "", /^sha512-/);
  assert.equal(first.attempt.version, "1.0.0");
  assert.ok(existsSync(join(home.path, "packages/npm/plain-server@1.0.0/node_modules/library/package.json")));
  const before = registry.requests.length;
  const second = await tried(npmRecord("plain-server"), home.path);
  assert.equal(second.attempt.outcome, "listed");
  assert.equal(registry.requests.length, before, "the registry was asked again");
});

test("a record without a version is resolved once to an exact one", async () => {
  const { attempt } = await tried(npmRecord("@scope/mcp", null));
  assert.deepEqual([attempt.outcome, attempt.version], ["listed", "0.1.0-beta.1"]);
});

test("arguments and variables of the record are applied, those of the runtime never", async () => {
  const result = await tried(
    npmRecord("plain-server", "1.0.0", {
      packageArguments: [
        { type: "positional", value: "where" },
        { type: "named", name: "--mode", value: "{mode}", variables: { mode: { default: "all" } } },
        { type: "named", name: "--verbose", isRequired: true },
        { type: "positional", valueHint: "dsn" },
      ],
      runtimeHint: "bash",
      runtimeArguments: [{ type: "named", name: "--privileged" }],
      environmentVariables: [{ name: "NODE_OPTIONS", value: "--import=/etc/passwd" }],
    }),
  );
  assert.equal(result.attempt.outcome, "listed", result.attempt.error ?? "");
  assert.equal(result.tools[1]?.name, "where --mode all --verbose");
});

test("install scripts are not run, and that is noted", async () => {
  using home = folder();
  const result = await tried(npmRecord("scripted"), home.path);
  assert.equal(result.attempt.outcome, "listed");
  assert.match(result.notes.join(), /install scripts not run: scripted/);
  assert.ok(!existsSync(join(home.path, "npm/home/ran")));
});

for (const name of ["by-url", "by-git", "by-file"]) {
  test(`a dependency from elsewhere is refused and not fetched: ${name}`, async () => {
    using home = folder();
    const { attempt } = await tried(npmRecord(name), home.path);
    assert.equal(attempt.outcome, "refused", attempt.error ?? "");
    assert.ok(!existsSync(join(home.path, "packages/npm", `${name}@1.0.0`)));
    assert.deepEqual(canary.requests, []);
  });
}

const ENDINGS: [name: string, outcome: string, says: RegExp][] = [
  ["outside", "refused", /outside/],
  ["no-command", "start-failed", /no command to start/],
  ["wrong-integrity", "install-failed", /EINTEGRITY|integrity/i],
  ["not-there", "install-failed", /404|E404/],
  ["no-program", "start-failed", /exit code|EACCES|ENOEXEC/],
  ["folder", "start-failed", /is no file/],
  ["env-node", "start-failed", /exit code 3/],
  ["marked", "listed", /^$/],
  ["broken-manifest", "start-failed", /package.json is no JSON/],
  ["long-manifest", "start-failed", /package.json is longer than 4 MiB/],
  ["optional", "listed", /^$/],
  ["shell-script", "listed", /^$/],
];
for (const [name, outcome, says] of ENDINGS) {
  test(`${name} → ${outcome}`, async () => {
    const { attempt, notes } = await tried(npmRecord(name));
    assert.equal(attempt.outcome, outcome, attempt.error ?? "");
    assert.match(attempt.error ?? "", says);
    assert.equal(
      notes.some((note) => /no JavaScript/.test(note)),
      name === "shell-script" || name === "no-program",
    );
  });
}

const REFUSED: [identifier: string, version: string | null][] = [
  ["--registry=http://127.0.0.1/", "1.0.0"],
  ["-g", "1.0.0"],
  ["file:/etc", "1.0.0"],
  ["npm:other@1", "1.0.0"],
  ["git+ssh://git@example.com/x", "1.0.0"],
  ["../package", "1.0.0"],
  ["./package", "1.0.0"],
  ["@scope/../x", "1.0.0"],
  ["owner/repository", "1.0.0"],
  ["plain-sеrver", "1.0.0"], // a Cyrillic letter
  ["a b", "1.0.0"],
  ["plain-server", "latest"],
  ["plain-server", "^1.0.0"],
  ["plain-server", "1.x"],
  ["plain-server", "file:/etc"],
  ["plain-server", "1.0.0 || 2.0.0"],
  ["plain-server", ""],
];
test("identifiers and versions outside the registry's grammar are refused before anything is asked", async () => {
  const before = registry.requests.length;
  for (const [identifier, version] of REFUSED) {
    const { attempt } = await tried(npmRecord(identifier, version));
    assert.equal(attempt.outcome, "refused", `${identifier} ${version}: ${attempt.error}`);
  }
  assert.equal(registry.requests.length, before);
});

test("an install that is killed leaves nothing that looks like one", async () => {
  using home = folder();
  const script = fileURLToPath(new URL("crawl-package.ts", import.meta.url));
  const child = spawn(process.execPath, [script, "slow", home.path], { stdio: "ignore", env: process.env });
  for (let tries = 0; !registry.requests.some((path) => path.includes("/-/slow")) && tries < 1_200; tries++)
    await new Promise((done) => setTimeout(done, 50));
  child.kill("SIGKILL");
  await new Promise((done) => child.on("exit", done));
  assert.ok(!existsSync(join(home.path, "packages/npm/slow@1.0.0")));
  const { attempt } = await tried(npmRecord("slow"), home.path);
  assert.equal(attempt.outcome, "listed", attempt.error ?? "");
  assert.ok(existsSync(join(home.path, "packages/npm/slow@1.0.0/package-lock.json")));
});

test("the packages that npm asks about are counted from what it prints, archives not", () => {
  let times = 0;
  const count = packageCounter(() => times++);
  const asks = (name: string): Buffer => Buffer.from(`npm http fetch GET 200 http://127.0.0.1:1/${name} 3ms\n`);
  for (let at = 0; at < 2 * MOST_PACKAGES; at++) count(asks(`-/p${at}-1.0.0.tgz`));
  for (let at = 1; at < MOST_PACKAGES; at++) count(asks(`p${at}`));
  count(Buffer.from("npm warn deprecated\nnpm error code E404\n"));
  assert.equal(times, 0);
  count(Buffer.concat([asks("last"), asks("more")]));
  assert.equal(times, 1);
});

test("packages are counted in every folder of modules, and a lock that one brings has its bound", async () => {
  using home = folder();
  const modules = join(home.path, "node_modules");
  for (const name of ["a", "@scope/b", "a/node_modules/c", "a/node_modules/@scope/d"])
    mkdirSync(join(modules, name), { recursive: true });
  assert.equal(await hasTooMany(home.path), false);
  writeFileSync(join(modules, "a/node_modules/@scope/d", "npm-shrinkwrap.json"), " ".repeat(MAX_LOCK + 1));
  assert.equal(await hasTooMany(home.path), true);
  rmSync(join(modules, "a/node_modules/@scope/d/npm-shrinkwrap.json"));
  assert.equal(await hasTooMany(home.path, 4), false);
  mkdirSync(join(modules, "a/node_modules/c/node_modules/e"), { recursive: true });
  assert.equal(await hasTooMany(home.path, 4), true);
});
