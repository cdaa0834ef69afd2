import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { crawl } from "../../../crawler/crawl.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import type { ServerRecord } from "../../../db/records/server.ts";
import { type IndexDouble, serveIndex, type Wheel } from "../index-double.ts";
import { type Published, type RegistryDouble, serveRegistry } from "../registry-double.ts";
import { needed, proved, skip } from "../sandbox/proved.ts";
import { folder } from "../started.ts";
import { useTestUv } from "../test-uv.ts";
import { type ZipEntry, zipOf } from "../zip-double.ts";
import { RECORD_CASES } from "./record-cases.ts";
import { checkProcess, watched } from "./watched.ts";

/** A lock of a package that names 20,000 others, each the same archive. */
const WIDE_LOCK = JSON.stringify({
  name: "wide-lock",
  version: "1.0.0",
  lockfileVersion: 3,
  packages: Object.fromEntries([
    ["", { dependencies: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`p${at}`, "1.0.0"])) }],
    ...Array.from({ length: 20_000 }, (_, at) => [
      `node_modules/p${at}`,
      {
        version: "1.0.0",
        resolved: "https://registry.npmjs.org/-/p-1.0.0.tgz",
        integrity: `sha512-${"A".repeat(86)}==`,
      },
    ]),
  ]),
});

const SERVER = readFileSync(new URL("../servers/raw.mjs", import.meta.url), "utf8");
const home = folder();
let index: IndexDouble;
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
    server("wide-lock", { manifest: { _hasShrinkwrap: true }, files: { "npm-shrinkwrap.json": WIDE_LOCK } }),
    // 50 × 100 MB of zeros, more than a package may unpack to.
    server("bomb", { zeros: { files: 50, bytes: 100 * 2 ** 20 } }),
    server("outside", { manifest: { bin: { server: `${"../".repeat(20)}bin/sh` } } }),
  ];
};

/** A wheel with these entries beside what every wheel has. */
const wheel = (name: string, entries: ZipEntry[]): Wheel => {
  const stem = `${name.replaceAll("-", "_")}-1.0.0`;
  const info = `${stem}.dist-info`;
  const metadata = { path: `${info}/METADATA`, text: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n` };
  const own = entries.some(({ path }) => path.endsWith("/METADATA"));
  const all = [
    ...(own ? [] : [metadata]),
    ...entries,
    { path: `${info}/WHEEL`, text: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n" },
    { path: `${info}/RECORD`, text: "" },
  ];
  return { name, version: "1.0.0", file: `${stem}-py3-none-any.whl`, bytes: zipOf(all) };
};

/** So many megabytes of line ends, of which one is packed. */
const packedLines = (megabytes: number): Exclude<ZipEntry["packed"], undefined> => {
  const one = deflateRawSync(Buffer.alloc(2 ** 20, "\n"), { finishFlush: constants.Z_FULL_FLUSH });
  const end = Buffer.from([3, 0]); // an empty block, the last
  return { bytes: Buffer.concat([...Array<Buffer>(megabytes).fill(one), end]), size: megabytes * 2 ** 20, crc: 0 };
};

/** Linux takes paths of 4,095 bytes, and inside of a sandbox those to the package are shorter than outside. */
const longPath = `${`${"d".repeat(200)}/`.repeat(19)}${"e".repeat(235)}/f`;

before(async () => {
  await useTestUv();
  index = await serveIndex([
    wheel("py-metadata", [
      { path: "py_metadata-1.0.0.dist-info/METADATA", text: "", deflate: true, packed: packedLines(3_000) },
    ]),
    wheel("py-deep", [{ path: longPath, text: "" }]),
  ]);
  process.env.PIP_INDEX_URL = index.index;
  canary = await serveRegistry([]);
  registry = await serveRegistry(published(canary.address));
  process.env.npm_config_registry = registry.address;
});
after(async () => {
  delete process.env.npm_config_registry;
  delete process.env.PIP_INDEX_URL;
  await index?.close();
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

for (const { row, id, does, outcome, says, tools, sandboxed = false, package: pkg } of RECORD_CASES) {
  test(`${row} ${JSON.stringify(id)}: ${does} → ${outcome}`, { skip: sandboxed && skip }, async () => {
    const marker = join(home.path, "runtime-ran");
    const record = JSON.parse(
      JSON.stringify({ name: `record/${row}`, packages: [pkg] }).replaceAll("{marker}", marker),
    );
    const options = {
      home: home.path,
      sourceId: "test",
      sandbox: sandboxed ? needed() : (proved ?? none),
      deadlineMs: 10_000,
    };
    const { value, ...seen } = await watched(() => Array.fromAsync(crawl([record as ServerRecord], options)));
    const [result] = value;
    checkProcess(seen);
    assert.equal(result?.attempt.outcome, outcome, result?.attempt.error ?? "");
    if (says) assert.match(result.attempt.error ?? "", says);
    if (tools !== undefined) assert.equal(result.tools.length, tools);
    assert.deepEqual(canary.requests, [], "something outside of the registry was asked");
    for (const trace of ["script-ran", "runtime-ran", "climbed", "packages/climbed"])
      assert.ok(!existsSync(join(home.path, trace)), trace);
    for (const kind of ["npm", "pypi"]) {
      const partial = join(home.path, "packages", kind, ".partial");
      assert.deepEqual(existsSync(partial) ? readdirSync(partial) : [], [], "an install was left half done");
    }
  });
}
