// How many real servers the crawler reaches: `node test/bench/reach.ts [--no-sandbox] [--home FOLDER] [FILE] [NAME…]`.
// FILE holds `[{record, expect: {tools, outcome}}]`; default ../shared/servers/npm.json. NAMEs choose records whose name
// contains one of them. Packages are installed on the first run; run it twice for figures of listing alone. Exit 1 when
// a server that is expected to list does not, or lists fewer tools, or another ends in an outcome that is not its own.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type CrawlResult, crawl } from "../../crawler/crawl.ts";
import { chooseSandbox } from "../../crawler/sandboxes.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { ServerRecord } from "../../db/records/server.ts";

interface Row {
  record: ServerRecord;
  expect: { tools: number | null; outcome: string };
}

/** The outcomes that are right for a server that a careful run could not list, by what that run saw. */
const RIGHT: Record<string, Outcome[]> = {
  "proxy-to-remote-needs-network": ["unreachable"],
  "published-package-broken": ["start-failed"],
  "backend-needed-at-tools-list": ["needs-config", "listed"],
  "silent-exit-1": ["needs-config", "start-failed"],
  "credential-checked-online-at-start": ["gated", "needs-config", "unreachable"],
  "not-on-registry": ["install-failed"],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "no-sandbox": { type: "boolean" }, home: { type: "string" }, concurrency: { type: "string" } },
});
const [file = fileURLToPath(new URL("../../../shared/servers/npm.json", import.meta.url)), ...names] = positionals;
const home = values.home ?? mkdtempSync(join(tmpdir(), "reach-"));
const all = JSON.parse(readFileSync(file, "utf8")) as Row[];
const rows = all.filter(({ record }) => names.length === 0 || names.some((name) => record.name.includes(name)));
const expected = new Map(rows.map((row) => [row.record, row.expect]));

/** CPU seconds of this process, and of its children that have ended (Linux; 0 elsewhere). */
const cpuSeconds = (): { own: number; children: number } => {
  const { user, system } = process.cpuUsage();
  if (process.platform !== "linux") return { own: (user + system) / 1e6, children: 0 };
  const fields = readFileSync("/proc/self/stat", "latin1").split(") ")[1]?.split(" ") ?? [];
  const ticks = Number(fields[13]) + Number(fields[14]); // cutime and cstime, in hundredths of a second
  return { own: (user + system) / 1e6, children: ticks / 100 };
};

const isRight = ({ attempt, record }: CrawlResult): boolean => {
  const expect = expected.get(record);
  if (expect?.tools != null) return attempt.outcome === "listed" && attempt.toolCount >= expect.tools;
  return RIGHT[expect?.outcome ?? ""]?.includes(attempt.outcome) ?? false;
};

const sandbox = await chooseSandbox({ home, unsafe: values["no-sandbox"] ?? false });
const before = cpuSeconds();
const began = performance.now();
let wrong = 0;
let listed = 0;
let tools = 0;
const concurrency = Number(values.concurrency ?? 4);
for await (const result of crawl(
  rows.map(({ record }) => record),
  { home, sandbox, sourceId: "records", concurrency },
)) {
  const { attempt, record, plan } = result;
  const expect = expected.get(record);
  const right = isRight(result);
  if (!right) wrong++;
  if (attempt.outcome === "listed") listed++;
  tools += attempt.toolCount;
  const by = plan
    ? Object.entries(plan).flatMap(([key, value]) =>
        String(value) === "false" || String(value) === "" ? [] : [`${key}=${value}`],
      )
    : [];
  const wanted = expect?.tools ?? expect?.outcome ?? "";
  console.log(
    `${right ? "ok   " : "WRONG"} ${record.name}@${attempt.version ?? "?"}: ${attempt.outcome} ${attempt.toolCount} (expected ${wanted}) ${attempt.durationMs} ms ${by.join(" ")}`,
  );
  if (!right || attempt.outcome !== "listed")
    console.log(
      `      ${attempt.error
        ?.split("\n")
        .join("\n      ")
        .slice(0, right ? 160 : 2_000)}`,
    );
}
const seconds = (performance.now() - began) / 1_000;
const after = cpuSeconds();
console.log(
  `${rows.length} servers, ${listed} listed, ${tools} tools, ${wrong} wrong, in ${seconds.toFixed(1)} s = ${(rows.length / seconds).toFixed(2)} a second; ` +
    `CPU a server: ${((after.own - before.own) / rows.length).toFixed(2)} s ours, ${((after.children - before.children) / rows.length).toFixed(2)} s theirs; ` +
    `peak memory of ours ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB; sandbox ${sandbox.id}; home ${home}`,
);
process.exitCode = wrong > 0 ? 1 : 0;
