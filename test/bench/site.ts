/**
 * How long a catalogue takes to build, what a change costs, and what a search transfers, on synthetic catalogues made
 * from real definitions:
 *
 *   node test/bench/site.ts [--sizes 1000,10000,100000] [--corpus FILE.jsonl.gz] [--home DIR] [--verify]
 *
 * Each build runs in a process of its own, so that its peak memory is its own. `--verify` compares the re-published site
 * with one that is built anew, byte by byte.
 */
import { execFileSync } from "node:child_process";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createGunzip, gzipSync } from "node:zlib";
import { classifyServer } from "../../classifier/classify.ts";
import { closeDatabase, type Db, openDatabase } from "../../db/open.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { ServerRecordSchema } from "../../db/records/server.ts";
import { type Snapshot, SnapshotSchema } from "../../db/records/snapshot.ts";
import { decideAll } from "../../policy/decide.ts";
import { buildSite } from "../../site/build.ts";
import { searcher } from "../../site/search/find.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const QUESTIONS = [
  "delete file",
  "get",
  "list issue",
  "send message",
  "run command shell",
  "payment",
  "search web page",
  "create user",
  "read",
  "update re",
];

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000,10000,100000" },
    corpus: { type: "string", default: join(ROOT, "../shared/corpus/servers.jsonl.gz") },
    home: { type: "string" },
    verify: { type: "boolean", default: false },
    build: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

type Built = { pages: number; ms: number; userS: number; systemS: number; peakMb: number };

const buildHere = async (home: string, outDir: string): Promise<void> => {
  const { pages, ms } = await buildSite({ home, outDir, siteUrl: "https://example.org/" });
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const built: Built = { pages, ms, userS: userCPUTime / 1e6, systemS: systemCPUTime / 1e6, peakMb: maxRSS / 1024 };
  process.stdout.write(JSON.stringify(built));
};

const build = (home: string, outDir: string): Built =>
  JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), "--build", home, outDir], {
      env: { ...process.env, BENCH_HOME: home, BENCH_OUT: outDir },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }),
  ) as Built;

const save = async (db: Db, snapshot: Snapshot, at: string): Promise<void> => {
  const { name } = snapshot.server;
  const record = ServerRecordSchema.parse({ name, description: snapshot.server.description ?? undefined });
  await saveAttempt(db, record, {
    attempt: {
      server: name,
      source: "snapshots",
      launcher: "none",
      registryType: null,
      identifier: null,
      version: null,
      integrity: null,
      startedAt: at,
      durationMs: 0,
      outcome: "listed",
      error: null,
      doNext: null,
      protocolVersion: null,
      serverInfo: null,
      instructions: null,
      toolCount: snapshot.tools.length,
    },
    tools: snapshot.tools,
  });
  const verdicts = classifyServer(snapshot);
  const decisions = decideAll(
    verdicts
      .map((classification, i) => ({ classification, definition: snapshot.tools[i] }))
      .map(({ classification, definition }) => ({ classification, ...(definition && { definition }) })),
  );
  await saveClassifications(db, name, verdicts, decisions);
};

/** Fills a database with at least `size` tools, repeating the corpus under other names; gives the last few servers. */
const fill = async (home: string, size: number): Promise<Snapshot[]> => {
  const db = await openDatabase(home);
  const latest: Snapshot[] = [];
  let tools = 0;
  for (let round = 0; tools < size; round++) {
    const lines = createInterface({ input: createReadStream(values.corpus).pipe(createGunzip()) });
    for await (const line of lines) {
      if (tools >= size) break;
      const snapshot = SnapshotSchema.parse(JSON.parse(line));
      if (snapshot.tools.length === 0) continue;
      if (round > 0) snapshot.server.name = `round-${round}/${snapshot.server.name}`;
      await save(db, snapshot, "2026-11-01T00:00:00.000Z");
      tools += snapshot.tools.length;
      latest.push(snapshot);
      if (latest.length > 20) latest.shift();
    }
  }
  await closeDatabase(db);
  return latest;
};

/** Changes the words of about 100 tools, as a second look would find them. */
const change = async (home: string, servers: readonly Snapshot[]): Promise<number> => {
  const db = await openDatabase(home);
  let changed = 0;
  for (const snapshot of servers) {
    if (changed >= 100) break;
    const tools = snapshot.tools.map((tool, at) =>
      changed + at < 100 ? { ...tool, description: `${String(tool.description ?? "")} It says so again.` } : tool,
    );
    changed += Math.min(tools.length, 100 - changed);
    await save(db, { ...snapshot, tools }, "2026-11-02T00:00:00.000Z");
  }
  await closeDatabase(db);
  return changed;
};

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));

/** Seconds to write the HTML pages of a site from plain Node: what no generator can be faster than. */
const floor = (from: string, to: string): { pages: number; seconds: number } => {
  const pages = filesBelow(from).filter((file) => file.endsWith(".html"));
  let ms = 0;
  for (const page of pages) {
    const content = readFileSync(join(from, page));
    const began = performance.now();
    mkdirSync(dirname(join(to, page)), { recursive: true });
    writeFileSync(join(to, page), content);
    ms += performance.now() - began;
  }
  return { pages: pages.length, seconds: ms / 1000 };
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Compressed bytes of tool pages. */
const sizes = (dir: string): string => {
  const pages = filesBelow(join(dir, "tools")).filter((file) => file.endsWith(".html"));
  const step = Math.max(1, Math.floor(pages.length / 500));
  const bytes = pages
    .filter((_, at) => at % step === 0)
    .map((page) => gzipSync(readFileSync(join(dir, "tools", page)), { level: 9 }).length);
  bytes.sort((a, b) => a - b);
  return `median ${quantile(bytes, 0.5)}, 95% ${quantile(bytes, 0.95)}, most ${bytes.at(-1)} of ${bytes.length}`;
};

/** Milliseconds and compressed bytes of questions asked one by one with nothing read before. */
const search = async (dir: string): Promise<string> => {
  const times: number[] = [];
  const transfers: number[] = [];
  for (const text of QUESTIONS) {
    let bytes = 0;
    const find = searcher(async (file) => {
      const content = readFileSync(join(dir, "search", file));
      bytes += gzipSync(content).length;
      return JSON.parse(content.toString()) as unknown;
    });
    const began = performance.now();
    await find({ text, risks: [], categories: [] });
    times.push(performance.now() - began);
    transfers.push(bytes);
  }
  times.sort((a, b) => a - b);
  transfers.sort((a, b) => a - b);
  return `median ${quantile(times, 0.5).toFixed(0)} ms, most ${times.at(-1)?.toFixed(0)} ms (compression included); median ${quantile(transfers, 0.5)} bytes, most ${transfers.at(-1)}`;
};

const line = (what: string, says: string): void => console.log(`${what.padEnd(34)} ${says}`);
const told = ({ pages, ms, userS, systemS, peakMb }: Built): string =>
  `${pages} pages in ${(ms / 1000).toFixed(1)} s (${((ms / Math.max(pages, 1)) * 1).toFixed(2)} ms each), user ${userS.toFixed(1)} s, system ${systemS.toFixed(1)} s, peak ${peakMb.toFixed(0)} MB`;

const measure = async (size: number): Promise<void> => {
  const home = mkdtempSync(join(values.home ?? tmpdir(), `toolrisk-bench-${size}-`));
  const out = join(home, "out");
  try {
    console.log(
      `\n${size} tools, load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(" ")}`,
    );
    const servers = await fill(home, size);
    const whole = build(home, out);
    line("all", told(whole));
    const least = floor(out, join(home, "floor"));
    rmSync(join(home, "floor"), { recursive: true, force: true });
    line(
      "floor: the same HTML, plain Node",
      `${least.pages} pages in ${least.seconds.toFixed(1)} s, ${(whole.ms / 1000 / least.seconds).toFixed(1)} times as long`,
    );
    line("compressed tool page, bytes", sizes(out));
    line("search, nothing read before", await search(out));
    line("nothing changed", told(build(home, out)));
    const changed = await change(home, servers);
    line(`${changed} tools changed`, told(build(home, out)));
    if (values.verify) {
      const anew = join(home, "anew");
      build(home, anew);
      const files = new Set([...filesBelow(out), ...filesBelow(anew)]);
      const read = (dir: string, file: string): string =>
        existsSync(join(dir, file)) ? readFileSync(join(dir, file), "latin1") : "";
      const differing = [...files].filter((file) => read(out, file) !== read(anew, file));
      line(
        "against building anew",
        differing.length === 0
          ? `${files.size} files, the same to the byte`
          : `DIFFERS: ${differing.slice(0, 5).join(", ")}`,
      );
      if (differing.length > 0) process.exitCode = 1;
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

if (values.build) await buildHere(process.env.BENCH_HOME ?? "", process.env.BENCH_OUT ?? "");
else if (!existsSync(values.corpus)) {
  console.error(`${values.corpus}: no corpus is there: name one with --corpus`);
  process.exitCode = 2;
} else for (const size of values.sizes.split(",").map(Number)) await measure(size);
