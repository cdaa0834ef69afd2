// What the sandbox costs, server by server: each is listed with and without it, in turn, and the medians are compared.
// `node test/bench/sandbox.ts [FILE] [ROUNDS] [HOME]`: FILE holds records (default: the starter servers), HOME keeps the
// installed packages. Prints a table in Markdown. Servers of FILE run without a sandbox here: name only ones that you trust.
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crawl } from "../../crawler/crawl.ts";
import type { Sandbox } from "../../crawler/sandbox.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { chooseSandbox } from "../../crawler/sandboxes.ts";
import { ServerRecordSchema } from "../../db/records/server.ts";

const starter = fileURLToPath(new URL("../../crawler/starter-servers.json", import.meta.url));
const [file = starter, rounds = "7", home = join(tmpdir(), "toolrisk-sandbox-bench")] = process.argv.slice(2);
const rows = JSON.parse(readFileSync(file, "utf8")) as { record?: unknown }[];
const records = rows.map((row) => ServerRecordSchema.parse(row.record ?? row));
const confined = await chooseSandbox({ home });

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

console.log(
  `| server | tools without | tools in ${confined.id} | ms without | ms in ${confined.id} | difference |\n|---|---|---|---|---|---|`,
);
const differences: number[] = [];
for (const record of records) {
  const list = async (sandbox: Sandbox): Promise<{ tools: string[]; ms: number; outcome: string }> => {
    const [result] = await Array.fromAsync(crawl([record], { home, sourceId: "bench", sandbox }));
    if (!result) throw new Error("the crawl gave no result");
    const { durationMs: ms, outcome } = result.attempt;
    return { tools: result.tools.map((tool) => JSON.stringify(tool)), ms, outcome };
  };
  const seen = { free: await list(none), confined: await list(confined) };
  if (seen.free.outcome !== "listed") {
    console.log(`| ${record.name} | ${seen.free.outcome} | ${seen.confined.outcome} | | | |`);
    continue;
  }
  const ms = { free: [] as number[], confined: [] as number[], difference: [] as number[] };
  for (let round = 0; round < Number(rounds); round++) {
    const [free, inside] = [(await list(none)).ms, (await list(confined)).ms];
    ms.free.push(free);
    ms.confined.push(inside);
    ms.difference.push(inside - free);
  }
  differences.push(median(ms.difference));
  const same = seen.free.tools.join() === seen.confined.tools.join();
  const tools = `${seen.confined.tools.length}${same ? ", the same" : ", other text"}`;
  console.log(
    `| ${record.name} | ${seen.free.tools.length} | ${tools} | ${median(ms.free)} | ${median(ms.confined)} | ${median(ms.difference)} |`,
  );
}
console.log(`\nmedian of the paired differences over ${differences.length} servers: ${median(differences)} ms`);
