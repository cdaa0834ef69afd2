// How many real servers the crawler reaches:
// `node test/bench/reach.ts [--no-sandbox] [--home FOLDER] [--deadline SECONDS] [--concurrency N] [--first N] [--floor] [--equal] [--write LIST] [FILE] [NAME…]`.
// FILE holds `[{record, expect: {tools, outcome}}]`; default ../shared/servers/npm.json; test/bench/pypi-servers.json is
// another. NAMEs choose records whose name contains one of them, --first so many of the list. What is fetched is counted, so
// that an empty home (without --home) tells what a crawl of such servers costs. Packages are installed on the first run; run it twice for
// figures of listing alone. --floor starts what listed once more, by hand; --equal once more by
// the SDK's own client, and compares the tools. --write keeps the figures as those of LIST in
// test/bench/reach-figures.json and docs/reach.md. Exit 1 when a server that is expected to list
// does not, or lists fewer tools, or another ends in an outcome that is not its own.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { type CrawlResult, crawl } from "../../crawler/crawl.ts";
import { chooseSandbox } from "../../crawler/sandboxes.ts";
import type { StartPlan } from "../../crawler/settings.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { bareStart } from "./bare-start.ts";
import { watchNetwork } from "./network-bytes.ts";
import { watchProcessorTime } from "./processor-time.ts";
import { type ReachFigures, type ReachRow, reachPart, withReachPart } from "./reach-figures.ts";
import { sdkTools } from "./sdk-tools.ts";

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
  // With the newest of what it needs every dependency may have a wheel again; then it may break at the start.
  "dependency-without-wheel": ["install-failed", "start-failed"],
  "dependency-not-on-index": ["install-failed"],
  "backend-needed-at-start": ["needs-config"],
  "host-needed-at-start": ["unreachable", "needs-config"],
  "login-at-start": ["gated", "needs-config", "timeout"],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "no-sandbox": { type: "boolean" },
    home: { type: "string" },
    concurrency: { type: "string" },
    deadline: { type: "string" },
    first: { type: "string" },
    floor: { type: "boolean" },
    equal: { type: "boolean" },
    write: { type: "string" },
  },
});
const [file = fileURLToPath(new URL("../../../shared/servers/npm.json", import.meta.url)), ...names] = positionals;
const home = values.home ?? mkdtempSync(join(tmpdir(), "reach-"));
const all = JSON.parse(readFileSync(file, "utf8")) as Row[];
const rows = all
  .filter(({ record }) => names.length === 0 || names.some((name) => record.name.includes(name)))
  .slice(0, Number(values.first ?? all.length));
const expected = new Map(rows.map((row) => [row.record, row.expect]));

/** Processor seconds of this process itself. */
const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const isRight = ({ attempt, record }: CrawlResult): boolean => {
  const expect = expected.get(record);
  if (expect?.tools != null) return attempt.outcome === "listed" && attempt.toolCount >= expect.tools;
  return RIGHT[expect?.outcome ?? ""]?.includes(attempt.outcome) ?? false;
};

const sandbox = await chooseSandbox({ home, unsafe: values["no-sandbox"] ?? false });
const before = ownSeconds();
const theirs = watchProcessorTime();
const network = watchNetwork();
const began = performance.now();
let wrong = 0;
let listed = 0;
let tools = 0;
const reached: CrawlResult[] = [];
const done: ReachRow[] = [];
const planOf = new Map<string, StartPlan>();
const concurrency = Number(values.concurrency ?? 4);
const deadline = values.deadline === undefined ? {} : { deadlineMs: Number(values.deadline) * 1_000 };
for await (const result of crawl(
  rows.map(({ record }) => record),
  { home, sandbox, sourceId: "records", concurrency, ...deadline },
)) {
  const { attempt, record, plan } = result;
  const expect = expected.get(record);
  const right = isRight(result);
  if (!right) wrong++;
  if (attempt.outcome === "listed") {
    listed++;
    reached.push(result);
    if (plan) planOf.set(record.name, plan);
  }
  tools += attempt.toolCount;
  const { version, outcome } = attempt;
  const expectation = String(expect?.tools ?? expect?.outcome ?? "");
  const ms = attempt.durationMs;
  done.push({ name: record.name, version, expected: expectation, outcome, tools: attempt.toolCount, ms, right });
  const by = plan
    ? Object.entries(plan).flatMap(([key, value]) =>
        String(value) === "false" || String(value) === "" ? [] : [`${key}=${value}`],
      )
    : [];
  const wanted = expect?.tools ?? expect?.outcome ?? "";
  console.log(
    `${right ? "ok   " : "WRONG"} ${record.name}@${attempt.version ?? "?"}: ${attempt.outcome} ${attempt.toolCount} (expected ${wanted}) ${attempt.durationMs} ms, ${megabytes(network.bytes().received)} so far ${by.join(" ")}`,
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
theirs.stop();
network.stop();
// Without a sandbox what is started reaches the network past this process.
const fetched = values["no-sandbox"] ? null : network.bytes();
const oursPerServer = (ownSeconds() - before) / rows.length;
console.log(
  `${rows.length} servers, ${listed} listed, ${tools} tools, ${wrong} wrong, in ${seconds.toFixed(1)} s = ${(rows.length / seconds).toFixed(2)} a second; ` +
    `processor seconds a server: ${oursPerServer.toFixed(2)} ours, ${(theirs.seconds() / rows.length).toFixed(2)} theirs; ` +
    `peak memory of ours ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB; sandbox ${sandbox.id}; home ${home}`,
);
if (fetched) {
  const hosts = Object.entries(fetched.byHost).slice(0, 5);
  console.log(
    `fetched ${megabytes(fetched.received)} = ${megabytes(fetched.received / rows.length)} a server, ${megabytes(fetched.sent)} sent; ` +
      hosts.map(([host, bytes]) => `${host} ${megabytes(bytes)}`).join(", "),
  );
}
let floor: ReachFigures["floor"] = null;
if (values.floor) {
  const crawled = watchProcessorTime();
  const ownBefore = ownSeconds();
  for await (const _ of crawl(
    reached.map(({ record }) => record),
    { home, sandbox, sourceId: "records", concurrency: 1, planBefore: (record) => planOf.get(record.name) ?? null },
  ));
  crawled.stop();
  const ownCrawl = ownSeconds() - ownBefore;
  const bare = watchProcessorTime();
  let started = 0;
  for (const { record, plan } of reached) if (await bareStart(record, plan, { home, sandbox })) started++;
  bare.stop();
  const each = (sum: number): number => Math.round((sum / reached.length) * 100) / 100;
  floor = { servers: started, byHand: each(bare.seconds()), crawled: each(crawled.seconds()), ours: each(ownCrawl) };
  console.log(`floor: of ${reached.length} listed, ${JSON.stringify(floor)}`);
}
let equal: ReachFigures["equal"] = null;
if (values.equal) {
  equal = { servers: reached.length, different: [] };
  for (const { record, plan, tools: ours } of reached) {
    const theirTools = await sdkTools(record, plan, { home, sandbox }).catch((error: unknown) => String(error));
    if (!isDeepStrictEqual(ours, theirTools)) equal.different.push(record.name);
  }
  console.log(
    `the SDK's own client reads the same tools of ${reached.length - equal.different.length} of ${reached.length}; others: ${equal.different.join(", ") || "none"}`,
  );
}
if (values.write) {
  const round = (value: number): number => Math.round(value * 100) / 100;
  const figuresFile = new URL("reach-figures.json", import.meta.url);
  const kept = (existsSync(figuresFile) ? JSON.parse(readFileSync(figuresFile, "utf8")) : {}) as Record<
    string,
    ReachFigures
  >;
  const shown = positionals.map((word) => relative(process.cwd(), word) || word).join(" ");
  kept[values.write] = {
    command: [
      "npm run bench:reach --",
      values.floor && "--floor",
      values.equal && "--equal",
      values.first && `--first ${values.first}`,
      shown,
    ]
      .filter(Boolean)
      .join(" "),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} processors, ${process.platform} ${process.arch}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(0)}`,
    sandbox: sandbox.id,
    rows: done,
    seconds: round(seconds),
    ours: round(oursPerServer),
    theirs: round(theirs.seconds() / rows.length),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1_024),
    floor,
    equal,
    // Packages that lay there already cost nothing, which says nothing of a first crawl.
    fetchedMB: fetched && values.home === undefined ? Math.round(fetched.received / 1e5) / 10 : null,
  };
  writeFileSync(figuresFile, `${JSON.stringify(kept, null, 2)}\n`);
  const document = fileURLToPath(new URL("../../docs/reach.md", import.meta.url));
  writeFileSync(document, withReachPart(readFileSync(document, "utf8"), reachPart(kept)));
}
process.exitCode = wrong > 0 ? 1 : 0;
