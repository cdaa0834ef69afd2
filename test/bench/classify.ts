import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { classifyLines } from "../../classifier/classify-stream.ts";

/*
 * npm run bench:classify -- [--corpus FILE.jsonl.gz] [--times N]
 *
 * Classifies the corpus from JSON lines to JSON lines on one core, once and then N times over (default 4) to show that
 * memory stays flat. The time includes reading, unpacking, parsing, the loading of the model, and writing the lines.
 */

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    corpus: { type: "string", default: here("../../../shared/corpus/servers.jsonl.gz") },
    times: { type: "string", default: "4" },
  },
});

const LIMIT_SECONDS = 2;

const run = async (
  lines: () => Iterable<string>,
): Promise<{ tools: number; bytes: number; seconds: number; megabytes: number }> => {
  const start = performance.now();
  let tools = 0;
  let bytes = 0;
  let most = 0;
  for await (const line of classifyLines(lines())) {
    bytes += Buffer.byteLength(line) + 1;
    if (++tools % 1000 === 0) most = Math.max(most, process.memoryUsage().rss);
  }
  return { tools, bytes, seconds: (performance.now() - start) / 1000, megabytes: Math.round(most / 1e6) };
};

if (!existsSync(values.corpus)) {
  console.error(`bench:classify: ${values.corpus} does not exist`);
  process.exitCode = 2;
} else {
  const times = Number(values.times);
  const read = (): string[] => gunzipSync(readFileSync(values.corpus)).toString().split("\n");
  const first = await run(read);
  console.log(
    `cold: ${first.tools} tools in ${first.seconds.toFixed(2)} s, ${(first.bytes / 1e6).toFixed(1)} MB written, ${first.megabytes} MB resident`,
  );
  const lines = read();
  const again = await run(function* () {
    for (let round = 0; round < times; round++) yield* lines;
  });
  console.log(`×${times}: ${again.tools} tools in ${again.seconds.toFixed(2)} s, ${again.megabytes} MB resident`);
  if (first.seconds > LIMIT_SECONDS) {
    console.error(`bench:classify: slower than ${LIMIT_SECONDS} s`);
    process.exitCode = 1;
  }
}
