/**
 * How long a catalogue takes to build and how much memory, what a change costs, how heavy pages are and what a search
 * transfers, on synthetic catalogues made from real definitions:
 *
 *   npm run bench:site -- [--sizes 1000,10000,100000] [--verify] [--rivals 10000 [--hugo FILE] [--eleventy FOLDER]]
 *                         [--corpus FILE.jsonl.gz] [--home DIR] [--keep]
 *
 * Each build runs in a process of its own; its memory is that of the process and all that it starts. `--verify` compares
 * the re-published site with one that is built anew, byte by byte. `--rivals N` renders the first N tools of the largest
 * catalogue with Hugo (in PATH or named) and Eleventy (the folder of an installed `@11ty/eleventy`). `--keep` leaves the
 * catalogues in DIR and uses those that are there, which saves judging them again.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Snapshot } from "../../db/records/snapshot.ts";
import { searcher } from "../../site/search/find.ts";
import { serveSite } from "../../site/serve.ts";
import { measureProcess } from "./measured-process.ts";
import { changeTools, fillCatalogue } from "./site-catalogue.ts";
import { measureRivals } from "./site-rivals.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROCESS = fileURLToPath(new URL("./site-process.ts", import.meta.url));
const CHANGED = 100;
/** Bytes of 14 KB, which a server can send before it has to wait for an answer. */
const PAGE_BUDGET = 14 * 1024;
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

const UNCOUNTED = "list file";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000,10000,100000" },
    corpus: { type: "string", default: join(ROOT, "../shared/corpus/servers.jsonl.gz") },
    home: { type: "string" },
    verify: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    rivals: { type: "string" },
    hugo: { type: "string" },
    eleventy: { type: "string" },
  },
});

type Built = { pages: number; seconds: number; cpu: number; peakMb: number };

const build = async (home: string, outDir: string): Promise<Built> => {
  const { stdout, ...run } = await measureProcess(process.execPath, [PROCESS, home, outDir]);
  return { pages: (JSON.parse(stdout) as { pages: number }).pages, ...run };
};

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));

/** Seconds to write the files of a site from plain Node, on one thread: what no generator on one thread is faster than. */
const floor = (from: string, to: string): { files: number; seconds: number; cpu: number } => {
  const files = filesBelow(from);
  const made = new Set<string>();
  let seconds = 0;
  let cpu = 0;
  // Read a few at a time, so that what is measured is the writing alone and memory stays small.
  for (let at = 0; at < files.length; at += 500) {
    const batch = files.slice(at, at + 500).map((file) => [join(to, file), readFileSync(join(from, file))] as const);
    const began = performance.now();
    const used = process.cpuUsage();
    for (const [file, content] of batch) {
      if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
      made.add(dirname(file));
      writeFileSync(file, content);
    }
    const { user, system } = process.cpuUsage(used);
    seconds += (performance.now() - began) / 1000;
    cpu += (user + system) / 1e6;
  }
  return { files: files.length, seconds, cpu };
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Compressed bytes of tool pages, of at most 5,000 of them taken evenly. */
const pageSizes = (dir: string): string => {
  const pages = filesBelow(join(dir, "tools")).filter((file) => file.endsWith(".html"));
  const step = Math.max(1, Math.floor(pages.length / 5_000));
  const bytes = pages
    .filter((_, at) => at % step === 0)
    .map((page) => gzipSync(readFileSync(join(dir, "tools", page))).length)
    .sort((a, b) => a - b);
  const over = bytes.filter((size) => size > PAGE_BUDGET).length;
  return `median ${quantile(bytes, 0.5)}, 95% ${quantile(bytes, 0.95)}, 99% ${quantile(bytes, 0.99)}, most ${bytes.at(-1)}; ${over} of ${bytes.length} over ${PAGE_BUDGET}`;
};

/**
 * Milliseconds, and bytes over HTTP as our own server compresses them, of questions each of which reads the index anew. One
 * question before them is not counted: most of its time goes into what a process does once, in the server and in Node's
 * `fetch`, and none of it is the search.
 */
const search = async (dir: string): Promise<string> => {
  const served = await serveSite({ dir, port: 0, host: "127.0.0.1" });
  try {
    const times: { text: string; ms: number }[] = [];
    const transfers: number[] = [];
    for (const [at, text] of [UNCOUNTED, ...QUESTIONS].entries()) {
      const answers: { content: string; bytes: number }[] = [];
      const find = searcher(async (file) => {
        const response = await fetch(new URL(`search/${file}`, served.url), { headers: { "accept-encoding": "gzip" } });
        if (!response.ok) throw new Error(`${file}: ${response.status}`);
        const content = await response.text();
        answers.push({ content, bytes: Number(response.headers.get("content-length")) });
        return JSON.parse(content) as unknown;
      });
      const began = performance.now();
      const { total } = await find({ text, risks: [], categories: [] });
      const ms = performance.now() - began;
      if (at > 0) {
        times.push({ text, ms });
        // What is compressed on its way has no length; compressing it again is not part of the answer's time.
        transfers.push(answers.reduce((sum, { content, bytes }) => sum + (bytes || gzipSync(content).length), 0));
      }
      if (total === 0) throw new Error(`nothing was found for ${text}`);
    }
    times.sort((a, b) => a.ms - b.ms);
    transfers.sort((a, b) => a - b);
    const slowest = times.at(-1);
    return `median ${times[times.length >> 1]?.ms.toFixed(0)} ms, most ${slowest?.ms.toFixed(0)} ms (${slowest?.text}); median ${quantile(transfers, 0.5)} bytes, most ${transfers.at(-1)}`;
  } finally {
    await served.close();
  }
};

const line = (what: string, says: string): void => console.log(`${what.padEnd(30)} ${says}`);
const each = (seconds: number, pages: number): string => `${((seconds * 1000) / Math.max(pages, 1)).toFixed(2)} ms`;
const told = ({ pages, seconds, cpu, peakMb }: Built): string =>
  `${pages} pages in ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} processor s (${each(cpu, pages)} a page), peak ${peakMb.toFixed(0)} MB`;

const verify = async (home: string, out: string): Promise<string> => {
  const anew = join(home, "anew");
  await build(home, anew);
  const files = new Set([...filesBelow(out), ...filesBelow(anew)]);
  const read = (dir: string, file: string): string =>
    existsSync(join(dir, file)) ? readFileSync(join(dir, file), "latin1") : "";
  const differing = [...files].filter((file) => read(out, file) !== read(anew, file));
  rmSync(anew, { recursive: true, force: true });
  if (differing.length === 0) return `${files.size} files, the same to the byte`;
  process.exitCode = 1;
  return `DIFFERS: ${differing.slice(0, 5).join(", ")}`;
};

/** The catalogue of a size in `home`, made unless it is there. */
const catalogue = async (home: string, size: number): Promise<Snapshot[]> => {
  const note = join(home, "latest.json");
  if (existsSync(note)) return JSON.parse(readFileSync(note, "utf8")) as Snapshot[];
  mkdirSync(home, { recursive: true });
  const latest = await fillCatalogue(home, size, values.corpus);
  writeFileSync(note, JSON.stringify(latest));
  return latest;
};

const measure = async (size: number, base: string, rivals: number): Promise<void> => {
  const home = join(base, `catalogue-${size}`);
  const out = join(home, "out");
  rmSync(out, { recursive: true, force: true });
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(`\n${size} tools, load ${load.join(" ")}`);
  const latest = await catalogue(home, size);
  const whole = await build(home, out);
  line("all", told(whole));
  const least = floor(out, join(home, "floor"));
  rmSync(join(home, "floor"), { recursive: true, force: true });
  const times = `${(whole.cpu / least.cpu).toFixed(1)} times the processor time, ${(whole.seconds / least.seconds).toFixed(1)} times as long`;
  line(
    "floor: the same files",
    `${least.files} files in ${least.seconds.toFixed(1)} s, ${least.cpu.toFixed(1)} processor s; the build takes ${times}`,
  );
  line("compressed tool page, bytes", pageSizes(out));
  line("search, no index read before", await search(out));
  line("nothing changed", told(await build(home, out)));
  const changed = await changeTools(home, latest, CHANGED);
  line(`${changed} tools changed`, told(await build(home, out)));
  if (values.verify) line("against building anew", await verify(home, out));
  if (rivals > 0) {
    const programs = { hugo: values.hugo, eleventy: values.eleventy };
    for (const rival of await measureRivals(home, rivals, join(home, "rivals"), programs))
      line(
        rival.name,
        `${told(rival)}, ${(rival.bytes / Math.max(rival.pages, 1) / 1000).toFixed(1)} KB each; HTML alone, of finished data`,
      );
  }
};

if (!existsSync(values.corpus)) {
  console.error(`${values.corpus}: no corpus is there: name one with --corpus`);
  process.exitCode = 2;
} else {
  const parent = values.home ?? tmpdir();
  const base = values.keep ? parent : mkdtempSync(join(parent, "toolrisk-bench-"));
  const sizes = values.sizes.split(",").map(Number);
  try {
    for (const size of sizes) await measure(size, base, size === Math.max(...sizes) ? Number(values.rivals ?? 0) : 0);
  } finally {
    if (!values.keep) rmSync(base, { recursive: true, force: true });
  }
}
