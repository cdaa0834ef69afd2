import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { bundleRecord, mcpb } from "../../crawler/launchers/mcpb.ts";
import { filesOfZip, ZipError } from "../../crawler/zip-archive.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import { watchLoop } from "./hostile/busy-loop.ts";
import { launcherContract } from "./launcher.contract.ts";
import { crawled, folder } from "./started.ts";
import { type ZipEntry, zeroEntries, zipOf } from "./zip-double.ts";

const raw = readFileSync(new URL("servers/raw.mjs", import.meta.url), "utf8");
const files = mkdtempSync(join(tmpdir(), "crawler-mcpb-"));
after(() => rmSync(files, { recursive: true, force: true }));
let count = 0;

const bundle = (server: object, more: ZipEntry[] = [], manifest: object = {}): string => {
  const text = JSON.stringify({ manifest_version: "0.3", name: "b", version: "1.2.3", server, ...manifest });
  const file = join(files, `${++count}.mcpb`);
  const entries = [{ path: "manifest.json", text }, { path: "server/raw.mjs", text: raw, deflate: true }, ...more];
  writeFileSync(file, zipOf(entries));
  return file;
};
const node = (args: string[], env = {}): object => ({
  type: "node",
  entry_point: "server/raw.mjs",
  mcp_config: { command: "bash", args: [`\${__dirname}/server/raw.mjs`, ...args], env },
});
const plain = bundle(node(["plain"]));

launcherContract(mcpb, { record: () => bundleRecord("bundle", plain), tools: ["one", "two"] });

test("a bundle is told by its digest and its manifest's version", async () => {
  const [result] = await crawled([bundleRecord("bundle", plain)]);
  assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
  assert.match(result?.attempt.integrity ?? "", /^sha256-[0-9a-f]{64}$/);
  assert.equal(result?.attempt.version, "1.2.3");
});

test("what the user would be asked for is filled in: defaults first, then placeholders", async () => {
  const config = {
    user_config: {
      key: { type: "string", sensitive: true, required: true },
      mode: { type: "string", default: "calm" },
    },
  };
  const file = bundle(
    node(["missing-env", `\${user_config.mode}`], { EXAMPLE_API_KEY: `\${user_config.key}`, NODE_OPTIONS: "--x" }),
    [],
    config,
  );
  const [result] = await crawled([bundleRecord("asks", file)]);
  assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
  assert.equal(result?.plan?.placeholders, true);
});

test("a program of its own is started where it lies in the bundle", async () => {
  const script = `#!/bin/sh\nexec node "$(dirname "$0")/server/raw.mjs" "$@"\n`;
  const run = { path: "run", text: script, mode: 0o100755 };
  const good = bundle({ type: "binary", entry_point: "run", mcp_config: { args: ["duplicates"] } }, [run]);
  const [result] = await crawled([bundleRecord("binary", good)]);
  assert.deepEqual(
    result?.tools.map(({ name }) => name),
    ["same", "same"],
    result?.attempt.error ?? "",
  );
});

const twoPaths = (...paths: string[]): ZipEntry[] => paths.map((path) => ({ path, text: "x" }));
const folders = Array.from({ length: 5_000 }, (_, at) => ({ path: `${at}/${"f/".repeat(200)}x`, text: "" }));
const written = (entries: ZipEntry[]): string => {
  const file = join(files, `${++count}.mcpb`);
  writeFileSync(file, zipOf(entries));
  return file;
};
const withManifest = (text: string): string => written([{ path: "manifest.json", text, deflate: true }]);

const REFUSED: [name: string, file: () => string, outcome: Outcome, says: RegExp][] = [
  ["a program outside", () => bundle({ type: "binary", entry_point: "../../../bin/sh" }), "refused", /outside/],
  ["an unknown type", () => bundle({ type: "shell", entry_point: "x" }), "refused", /not started/],
  ["a path that leaves", () => bundle(node([]), [{ path: "../evil", text: "x" }]), "refused", /leaves its folder/],
  ["an absolute path", () => bundle(node([]), [{ path: "/etc/evil", text: "x" }]), "refused", /leaves its folder/],
  ["a link", () => bundle(node([]), [{ path: "link", text: "/etc", mode: 0o120777 }]), "refused", /no plain file/],
  ["a doubled name", () => bundle(node([]), [{ path: "Manifest.json", text: "{}" }]), "refused", /twice/],
  [
    "a bomb",
    () => bundle(node([]), [{ path: "bomb", text: "0".repeat(9_000_000), deflate: true, size: 10 }]),
    "refused",
    /broken|damaged/,
  ],
  ["5 GB of zeros", () => bundle(node([]), zeroEntries(50, 100 * 2 ** 20)), "refused", /more than 1024 MiB/],
  ["a file that is a folder too", () => bundle(node([]), twoPaths("a", "a/b")), "refused", /"a\/b" stands in it twice/],
  ["a folder that is a file too", () => bundle(node([]), twoPaths("a/b", "A")), "refused", /"A" stands in it twice/],
  ["a long name", () => bundle(node([]), twoPaths("a", "ä".repeat(150))), "refused", /name that is too long/],
  ["a million folders", () => bundle(node([]), folders), "refused", /more than 50000 files and folders/],
  ["no JSON", () => withManifest("{"), "install-failed", /manifest.json is no JSON/],
  ["a manifest of 5 MB", () => withManifest(`${" ".repeat(5e6)}{}`), "install-failed", /longer than 4 MiB/],
  ["a folder as manifest", () => written([{ path: "manifest.json/x", text: "{}" }]), "install-failed", /is not there/],
  ["a program with a NUL", () => bundle({ type: "binary", entry_point: "a\0b" }), "start-failed", /null bytes/],
  ["65,000 files", () => bundle(node([]), zeroEntries(65_000, 0)), "refused", /more than 50000 files/],
  ["no file at all", () => join(files, "none.mcpb"), "install-failed", /cannot be read/],
];
for (const [name, file, outcome, says] of REFUSED) {
  test(`a bundle with ${name} → ${outcome}`, async () => {
    using home = folder();
    const [result] = await crawled([bundleRecord("hostile", file())], { home: home.path });
    assert.equal(result?.attempt.outcome, outcome, result?.attempt.error ?? "");
    assert.match(result?.attempt.error ?? "", says);
    assert.ok(
      !existsSync(join(home.path, "packages", "mcpb", "evil")) && !existsSync(join(home.path, "packages", "evil")),
    );
  });
}

test("somebody else's record needs a digest and a public address, and reads no file of ours", async () => {
  const sha = "0".repeat(64);
  const tries: [identifier: string, fileSha256: string | undefined][] = [
    [plain, sha],
    [`file://${plain}`, sha],
    ["https://example.com/x.mcpb", undefined],
    ["https://127.0.0.1/x.mcpb", sha],
    ["http://example.com/x.mcpb", sha],
    ["https://example.com/x.mcpb", "../../etc"],
  ];
  for (const [identifier, fileSha256] of tries) {
    const pkg = { registryType: "mcpb", identifier, ...(fileSha256 === undefined ? {} : { fileSha256 }) };
    const [result] = await crawled([{ name: "theirs", packages: [pkg] }]);
    assert.equal(result?.attempt.outcome, "refused", `${identifier}: ${result?.attempt.error}`);
  }
});

test("a bundle with 300 MB in one file is unpacked without blocking the crawler or filling its memory", async () => {
  const file = bundle(node(["plain"]), zeroEntries(1, 300 * 2 ** 20));
  using home = folder();
  const before = process.memoryUsage.rss();
  const loop = watchLoop();
  let most = before;
  const sampler = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const [result] = await crawled([bundleRecord("large", file)], { home: home.path });
  clearInterval(sampler);
  const { blockedMs } = loop.stop();
  assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
  assert.ok(most - before < 150 * 2 ** 20, `memory grew by ${(most - before) / 2 ** 20} MiB`);
  assert.ok(blockedMs < 250, `the event loop was blocked for ${blockedMs} ms`);
});

test("an archive that is cut or changed anywhere ends as a ZipError", async () => {
  using place = folder();
  const archive = readFileSync(plain);
  const limits = { bytes: 2 ** 20, files: 10 };
  assert.equal([...filesOfZip(archive, limits)].length, 2);
  const seed = Date.now() % 100_000;
  let random = seed;
  const next = (): number => {
    random = (random * 48_271 + 11) % 2_147_483_647;
    return random;
  };
  for (let round = 0; round < 2_000; round++) {
    const bad = Buffer.from(archive.subarray(0, round % 2 ? archive.length : next() % archive.length));
    if (bad.length > 0) bad[next() % bad.length] = next() % 256;
    try {
      for (const file of filesOfZip(bad, limits)) {
        const target = join(place.path, "unpacked");
        rmSync(target, { force: true });
        await file.unpackTo(target);
      }
    } catch (error) {
      assert.ok(error instanceof ZipError, `seed ${seed}, round ${round}: ${error}`);
    }
  }
});
