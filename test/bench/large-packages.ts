/**
 * What packages that are too large come to: `npm run bench:large`. Each is crawled from a registry or index of this machine, in the
 * sandbox: 5 GB of zeros, and 200,000 files, from npm and from the Python index (there in four wheels, since one holds no
 * more than 65,535). Prints the outcome, seconds on the clock, and what this process needed at most. Exits with 1 where one
 * is not refused.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crawl } from "../../crawler/crawl.ts";
import { serveIndex } from "../crawler/index-double.ts";
import { type Published, serveRegistry } from "../crawler/registry-double.ts";
import { needed } from "../crawler/sandbox/proved.ts";
import { useTestUv } from "../crawler/test-uv.ts";

const GIGABYTES = { files: 50, bytes: 100 * 2 ** 20 };
const FILES = 200_000;
const raw = readFileSync(new URL("../crawler/servers/raw.mjs", import.meta.url), "utf8");
const published = (name: string, zeros: NonNullable<Published["zeros"]>): Published => ({
  name,
  version: "1.0.0",
  manifest: { bin: { server: "server.mjs" } },
  files: { "server.mjs": raw },
  zeros,
});

await useTestUv();
const sandbox = needed();
const registry = await serveRegistry([
  published("gigabytes", GIGABYTES),
  published("files", { files: FILES, bytes: 1 }),
]);
const part = (n: number) => ({
  name: `part-${n}`,
  version: "1.0.0",
  zeros: { files: FILES / 4, bytes: n },
  zerosIn: `part_${n}`,
});
const index = await serveIndex([
  { name: "gigabytes", version: "1.0.0", zeros: GIGABYTES },
  { name: "files", version: "1.0.0", requires: [1, 2, 3, 4].map((n) => `part-${n}`) },
  ...[1, 2, 3, 4].map(part),
]);
process.env.npm_config_registry = registry.address;
process.env.PIP_INDEX_URL = index.index;
const home = mkdtempSync(join(tmpdir(), "toolrisk-large-"));
try {
  for (const registryType of ["npm", "pypi"])
    for (const identifier of ["gigabytes", "files"]) {
      const record = {
        name: `${registryType}/${identifier}`,
        packages: [{ registryType, identifier, version: "1.0.0" }],
      };
      const begun = performance.now();
      const [result] = await Array.fromAsync(crawl([record], { home, sourceId: "bench", sandbox }));
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const memory = (process.resourceUsage().maxRSS / 1024).toFixed(0);
      console.log(
        `${record.name}: ${result?.attempt.outcome} (${result?.attempt.error}), ${seconds} s, ${memory} MiB at most`,
      );
      if (result?.attempt.outcome !== "refused") process.exitCode = 1;
    }
} finally {
  await registry.close();
  await index.close();
  rmSync(home, { recursive: true, force: true });
}
