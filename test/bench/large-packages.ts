/**
 * What packages that are too large come to: `npm run bench:large [-- WORDS]`, all of them or those whose name holds one of
 * the words. Each is crawled from a registry or index of this machine, in the sandbox, into a home of its own: 5 GB of
 * zeros, and 200,000 files, from npm, from the Python index (there also in four wheels of one package), and in a bundle.
 * Prints the outcome, seconds on the clock and of all processors, what this process needed at most, what lay on the disk
 * at most and what was left there. Exits with 1 where one is not refused, or leaves more than its own archive.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crawl } from "../../crawler/crawl.ts";
import { bundleRecord } from "../../crawler/launchers/mcpb.ts";
import { folderSize } from "../../crawler/sandbox-disk.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { serveIndex } from "../crawler/index-double.ts";
import { type Published, serveRegistry } from "../crawler/registry-double.ts";
import { needed } from "../crawler/sandbox/proved.ts";
import { useTestUv } from "../crawler/test-uv.ts";
import { zeroEntries, zipOf } from "../crawler/zip-double.ts";
import { watchProcessorTime } from "./processor-time.ts";

const GIGABYTES = { files: 50, bytes: 100 * 2 ** 20 };
const FILES = 200_000;
const ENDLESS = { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY };
/** What may be left: the caches keep an archive as it was fetched, in few files. */
const LEFT = { bytes: 64 * 2 ** 20, files: 50 };
const EVERY_MS = 5_000;

const raw = readFileSync(new URL("../crawler/servers/raw.mjs", import.meta.url), "utf8");
const published = (name: string, zeros: NonNullable<Published["zeros"]>): Published => ({
  name,
  version: "1.0.0",
  manifest: { bin: { server: "server.mjs" } },
  files: { "server.mjs": raw },
  zeros,
});
const part = (n: number) => ({
  name: `part-${n}`,
  version: "1.0.0",
  zeros: { files: FILES / 4, bytes: n },
  zerosIn: `part_${n}`,
});

const folder = mkdtempSync(join(tmpdir(), "toolrisk-large-"));
const bundle = (name: string, files: number, bytes: number): ServerRecord => {
  const manifest = {
    manifest_version: "0.3",
    name,
    version: "1.0.0",
    server: { type: "node", entry_point: "raw.mjs" },
  };
  const entries = [
    { path: "manifest.json", text: JSON.stringify(manifest) },
    { path: "raw.mjs", text: raw },
    ...zeroEntries(files, bytes),
  ];
  const file = join(folder, `${name}.mcpb`);
  writeFileSync(file, zipOf(entries));
  return bundleRecord(`mcpb/${name}`, file);
};
const packaged = (registryType: string, identifier: string): ServerRecord => ({
  name: `${registryType}/${identifier}`,
  packages: [{ registryType, identifier, version: "1.0.0" }],
});

/** Crawls one record into an empty home, and says whether it ended as it must. */
const measure = async (record: ServerRecord): Promise<boolean> => {
  const home = mkdtempSync(join(folder, "home-"));
  const most = { bytes: 0, files: 0, memory: 0 };
  let looking = false;
  const look = async (): Promise<void> => {
    most.memory = Math.max(most.memory, process.memoryUsage.rss());
    if (looking) return;
    looking = true;
    // A folder of it may go while it is read.
    const size = await folderSize(home, ENDLESS).catch(() => null);
    looking = false;
    most.bytes = Math.max(most.bytes, size?.bytes ?? 0);
    most.files = Math.max(most.files, size?.files ?? 0);
  };
  const sampler = setInterval(look, EVERY_MS);
  const processor = watchProcessorTime();
  const own = process.cpuUsage();
  const begun = performance.now();
  const [result] = await Array.fromAsync(crawl([record], { home, sourceId: "bench", sandbox: needed() }));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  clearInterval(sampler);
  processor.stop();
  const { user, system } = process.cpuUsage(own);
  const used = `${(processor.seconds() + (user + system) / 1e6).toFixed(1)} s of processor`;
  const left = await folderSize(home, ENDLESS);
  rmSync(home, { recursive: true, force: true });
  const size = ({ bytes, files }: { bytes: number; files: number }): string =>
    `${(bytes / 2 ** 20).toFixed(0)} MiB in ${files} files`;
  const memory = `${(most.memory / 2 ** 20).toFixed(0)} MiB of memory`;
  console.log(
    `${record.name}: ${result?.attempt.outcome} (${result?.attempt.error}), ${seconds} s, ${used}; at most ${memory}, on the disk ${size(most)}; left ${size(left)}`,
  );
  return result?.attempt.outcome === "refused" && left.bytes <= LEFT.bytes && left.files <= LEFT.files;
};

await useTestUv();
const registry = await serveRegistry([
  published("gigabytes", GIGABYTES),
  published("files", { files: FILES, bytes: 1 }),
]);
const index = await serveIndex([
  { name: "gigabytes", version: "1.0.0", zeros: GIGABYTES },
  { name: "files", version: "1.0.0", zeros: { files: FILES, bytes: 1 } },
  { name: "four-wheels", version: "1.0.0", requires: [1, 2, 3, 4].map((n) => `part-${n}`) },
  ...[1, 2, 3, 4].map(part),
]);
process.env.npm_config_registry = registry.address;
process.env.PIP_INDEX_URL = index.index;
const CASES: [name: string, record: () => ServerRecord][] = [
  ["npm/gigabytes", () => packaged("npm", "gigabytes")],
  ["npm/files", () => packaged("npm", "files")],
  ["pypi/gigabytes", () => packaged("pypi", "gigabytes")],
  ["pypi/files", () => packaged("pypi", "files")],
  ["pypi/four-wheels", () => packaged("pypi", "four-wheels")],
  ["mcpb/gigabytes", () => bundle("gigabytes", GIGABYTES.files, GIGABYTES.bytes)],
  ["mcpb/files", () => bundle("files", FILES, 1)],
];
const words = process.argv.slice(2);
try {
  for (const [name, record] of CASES)
    if ((words.length === 0 || words.some((word) => name.includes(word))) && !(await measure(record())))
      process.exitCode = 1;
} finally {
  await registry.close();
  await index.close();
  rmSync(folder, { recursive: true, force: true });
}
