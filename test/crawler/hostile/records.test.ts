import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crawl } from "../../../crawler/crawl.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import type { ServerRecord } from "../../../db/records/server.ts";
import { type Published, type RegistryDouble, serveRegistry } from "../registry-double.ts";
import { proved } from "../sandbox/proved.ts";
import { folder } from "../started.ts";
import { RECORD_CASES } from "./record-cases.ts";

const SERVER = readFileSync(new URL("../servers/raw.mjs", import.meta.url), "utf8");
const home = folder();
let registry: RegistryDouble;
let canary: RegistryDouble;

const published = (canaryAddress: string): Published[] => {
  const server = (name: string, more: Partial<Published> = {}): Published => ({
    name,
    version: "1.0.0",
    ...more,
    manifest: { bin: { server: "bin/server.mjs" }, ...more.manifest },
    files: { "bin/server.mjs": SERVER, ...more.files },
  });
  const needs = (address: string): Partial<Published> => ({ manifest: { dependencies: { elsewhere: address } } });
  const script = `node -e "require('node:fs').writeFileSync('${join(home.path, "script-ran")}', '1')"`;
  return [
    server("plain"),
    server("by-url", needs(`${canaryAddress}evil.tgz`)),
    server("by-git", needs(`git+${canaryAddress}evil.git`)),
    server("by-file", needs("file:/etc")),
    server("scripted", { manifest: { scripts: { preinstall: script, install: script, postinstall: script } } }),
    server("wrong-integrity", { integrity: `sha512-${Buffer.alloc(64, 1).toString("base64")}` }),
    server("climbing", { files: { "../../../../../climbed": "x", "../climbed": "x" } }),
    server("no-integrity", { integrity: null }),
    server("shrinkwrapped", {
      manifest: { dependencies: { elsewhere: "1.0.0" }, _hasShrinkwrap: true },
      files: {
        "npm-shrinkwrap.json": JSON.stringify({
          name: "shrinkwrapped",
          version: "1.0.0",
          lockfileVersion: 3,
          packages: {
            "": { dependencies: { elsewhere: "1.0.0" } },
            "node_modules/elsewhere": { version: "1.0.0", resolved: `${canaryAddress}evil.tgz` },
          },
        }),
      },
    }),
    // 50 × 100 MB of zeros, more than a package may unpack to.
    server("bomb", { zeros: { files: 50, bytes: 100 * 2 ** 20 } }),
    server("outside", { manifest: { bin: { server: `${"../".repeat(20)}bin/sh` } } }),
  ];
};

before(async () => {
  canary = await serveRegistry([]);
  registry = await serveRegistry(published(canary.address));
  process.env.npm_config_registry = registry.address;
});
after(async () => {
  delete process.env.npm_config_registry;
  await registry?.close();
  await canary?.close();
  home[Symbol.dispose]();
});

test("the registry is told who asks", async () => {
  using other = folder();
  const record: ServerRecord = { name: "asks", packages: [{ registryType: "npm", identifier: "plain" }] };
  const options = { home: other.path, sourceId: "test", sandbox: proved ?? none, deadlineMs: 10_000 };
  await Array.fromAsync(crawl([record], options));
  assert.deepEqual(
    [...registry.agents].filter((agent) => !/^npm\/\S+ node\/\S+ .* toolrisk\/\S+ \(\+https:/.test(agent)),
    [],
  );
  assert.equal(registry.agents.size, 1);
});

for (const { row, id, does, outcome, says, tools, package: pkg } of RECORD_CASES) {
  test(`${row} ${JSON.stringify(id)}: ${does} → ${outcome}`, async () => {
    const marker = join(home.path, "runtime-ran");
    const record = JSON.parse(
      JSON.stringify({ name: `record/${row}`, packages: [pkg] }).replaceAll("{marker}", marker),
    );
    const options = { home: home.path, sourceId: "test", sandbox: proved ?? none, deadlineMs: 10_000 };
    const [result] = await Array.fromAsync(crawl([record as ServerRecord], options));
    assert.equal(result?.attempt.outcome, outcome, result?.attempt.error ?? "");
    if (says) assert.match(result.attempt.error ?? "", says);
    if (tools !== undefined) assert.equal(result.tools.length, tools);
    assert.deepEqual(canary.requests, [], "something outside of the registry was asked");
    for (const trace of ["script-ran", "runtime-ran", "climbed", "packages/climbed"])
      assert.ok(!existsSync(join(home.path, trace)), trace);
  });
}
