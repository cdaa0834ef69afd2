import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

/*
 * npm run bench:classify -- [--corpus FILE.jsonl.gz] [--times 1,4,16] [--runs N]
 *
 * Builds the package and runs its `toolrisk classify FILE`, as a user of the package does, as a process of its own on the
 * corpus once and several times over, and says what each took from start to end: wall clock and processor time (user and
 * system), and the most memory that was resident. The start, the loading of the model, the reading and the writing all
 * count; the least of several runs has Node's cache of compiled code, as all runs but the first after an installation
 * have. The file is written beforehand and read by that process alone, so this one's memory is no part of the figures.
 * Run it under `taskset -c 1` for one core.
 */

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    corpus: { type: "string", default: here("../../../shared/corpus/servers.jsonl.gz") },
    times: { type: "string", default: "1,4,16" },
    runs: { type: "string", default: "3" },
  },
});

const LIMIT_SECONDS = 2;
/** How much more memory the largest input may take than the smallest: what grows is the engine's heap, up to a point. */
const LIMIT_GROWTH = 1.5;

/** Prints the usage of the process that loads it to its file descriptor 3 when it ends. */
const REPORT = `data:text/javascript,${encodeURIComponent(
  'import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,JSON.stringify(process.resourceUsage())))',
)}`;

interface Run {
  tools: number;
  wall: number;
  processor: number;
  megabytes: number;
}

const run = async (file: string): Promise<Run> => {
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT, here("../../dist/cli/bin.js"), "classify", file], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  const [, stdout, , report] = child.stdio;
  let usage = "";
  report?.on("data", (chunk: Buffer) => {
    usage += chunk.toString();
  });
  let tools = 0;
  stdout?.on("data", (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) tools++;
  });
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`toolrisk classify ended with ${code}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage;
  return {
    tools,
    wall: (performance.now() - start) / 1000,
    processor: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: Math.round(maxRSS / 1000),
  };
};

const repeated = async (lines: string, times: number, file: string): Promise<void> => {
  const out = createWriteStream(file);
  for (let round = 0; round < times; round++) if (!out.write(lines)) await once(out, "drain");
  out.end();
  await once(out, "finish");
};

if (!existsSync(values.corpus)) {
  console.error(`bench:classify: ${values.corpus} does not exist`);
  process.exitCode = 2;
} else {
  execFileSync(process.execPath, [here("../../cli/build-package.ts")], { stdio: "inherit" });
  const folder = mkdtempSync(join(tmpdir(), "toolrisk-bench-"));
  try {
    const times = values.times.split(",").map(Number);
    const peaks: number[] = [];
    for (const many of times) {
      const file = join(folder, `${many}.jsonl`);
      await repeated(gunzipSync(readFileSync(values.corpus)).toString(), many, file);
      const runs: Run[] = [];
      for (let at = 0; at < (many === 1 ? Number(values.runs) : 1); at++) runs.push(await run(file));
      rmSync(file);
      const [best] = runs.toSorted((a, b) => a.processor - b.processor);
      if (!best) throw new RangeError("--runs must be at least 1");
      peaks.push(Math.max(...runs.map(({ megabytes }) => megabytes)));
      console.log(
        `×${many}: ${best.tools} tools in ${best.wall.toFixed(2)} s, ${best.processor.toFixed(2)} s of processor time` +
          `${runs.length > 1 ? ` (least of ${runs.length})` : ""}, ${peaks.at(-1)} MB resident at most`,
      );
      if (many === 1 && best.processor > LIMIT_SECONDS) {
        console.error(`bench:classify: more than ${LIMIT_SECONDS} s of processor time`);
        process.exitCode = 1;
      }
    }
    if (Math.max(...peaks) > LIMIT_GROWTH * (peaks[0] ?? 0)) {
      console.error(`bench:classify: memory grows with the input: ${peaks.join(", ")} MB`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
