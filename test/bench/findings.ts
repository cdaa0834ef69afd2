/*
 * Measures the finding rules: false alarms on the corpus, recall on attacks, and time. Prints the figures and writes
 * docs/findings.md.
 *
 *   node test/bench/findings.ts [--corpus DIR] [--attacks NAME=FILE]... [--no-write]
 *
 * --corpus DIR       servers.jsonl.gz lies here; default ../shared/corpus. Exits with 2 where it is absent.
 * --attacks NAME=FILE  a public set of attacks to measure recall on, kept outside the repository: JSONL, a line
 *                    {"tool": {...}, "label"?: "malicious" | "benign", "siblings"?: [...], "stack"?: [snapshot, ...]}.
 *                    A "stack" holds the other servers that run beside it. May be given several times.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { classifyServer } from "../../classifier/classify.ts";
import { LEVELS } from "../../classifier/finding.ts";
import { combinationsOf, FINDING_RULES, findingsOf } from "../../classifier/findings.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({
  options: {
    corpus: { type: "string", default: join(root, "../shared/corpus") },
    attacks: { type: "string", multiple: true, default: [] },
    "no-write": { type: "boolean", default: false },
  },
});

interface Attack {
  tool: Definition;
  label?: "malicious" | "benign";
  siblings?: Definition[];
  stack?: Snapshot[];
}

/**
 * How the findings above `info` on the corpus were judged when they were last gone through (2026-11-27), from the quote
 * and the first 130 characters of the description, by the author of the rules: how many hold what they say, and how many
 * are false or doubtful. Not an independent review. Where other figures are measured the table says so.
 */
const JUDGED: Record<string, [holds: number, wrong: number]> = {
  "claim-contradiction": [9, 4],
  "exfiltration-argument": [0, 1],
  "forced-call": [0, 1],
  "placeholder-tool": [3, 0],
  "tool-preference": [4, 0],
  "tool-displacement": [3, 0],
  "tool-shadowing": [0, 1],
};

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`;

/** Share of texts that alarm above `info`, those of a combination with the servers beside it included. */
const alarmed = (cases: readonly Attack[]): number =>
  cases.filter(({ tool, siblings = [], stack = [] }) => {
    if (findingsOf(tool, { siblings: [tool, ...siblings] }).some(({ level }) => level !== "info")) return true;
    if (stack.length === 0) return false;
    const all: Snapshot[] = [{ server: { name: "the server" }, tools: [tool, ...siblings] }, ...stack];
    const together = all.map((snapshot) => ({
      server: snapshot.server.name,
      classifications: classifyServer(snapshot),
      definitions: snapshot.tools,
    }));
    return combinationsOf(together).some(({ rule, level }) => rule === "same-name-elsewhere" && level !== "info");
  }).length;

const corpusFile = join(values.corpus, "servers.jsonl.gz");
if (!existsSync(corpusFile)) {
  console.error(`${corpusFile} is not there. Give the folder of the corpus with --corpus DIR.`);
  process.exit(2);
}
const servers = gunzipSync(readFileSync(corpusFile)).toString().split("\n").filter(Boolean).map((line) => JSON.parse(line) as Snapshot); // biome-ignore format: one chain
const tools = servers.reduce((sum, server) => sum + server.tools.length, 0);

const verdicts = servers.map((server) => classifyServer(server));
const timed = (): number => {
  const before = process.cpuUsage();
  for (const [index, server] of servers.entries())
    for (const [at, definition] of server.tools.entries()) {
      const classification = verdicts[index]?.[at];
      findingsOf(definition, { siblings: server.tools, ...(classification ? { classification } : {}) });
    }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const times = Array.from({ length: 5 }, timed).sort((a, b) => a - b);

const perRule = new Map<string, Record<string, number>>();
let alarms = 0;
let textAlarms = 0;
let withInfo = 0;
for (const [index, server] of servers.entries())
  for (const [at, definition] of server.tools.entries()) {
    const classification = verdicts[index]?.[at];
    const findings = findingsOf(definition, { siblings: server.tools, ...(classification ? { classification } : {}) });
    const above = findings.filter(({ level }) => level !== "info");
    if (above.length > 0) alarms++;
    if (above.some(({ rule }) => rule !== "claim-contradiction")) textAlarms++;
    if (findings.length > 0) withInfo++;
    for (const rule of new Set(findings.map(({ rule }) => rule))) {
      const top = findings.find((finding) => finding.rule === rule)?.level ?? "info";
      const counts = perRule.get(rule) ?? {};
      counts[top] = (counts[top] ?? 0) + 1;
      perRule.set(rule, counts);
    }
  }

const judgedAs = (id: string, counts: Record<string, number>): string => {
  const above = (counts.high ?? 0) + (counts.medium ?? 0) + (counts.low ?? 0);
  const [holds, wrong] = JUDGED[id] ?? [0, 0];
  if (above === 0) return "";
  return holds + wrong === above ? `${holds} hold, ${wrong} false or doubtful` : "not gone through since it changed";
};

const combined = servers.map((server, index) =>
  combinationsOf([{ server: server.server.name, classifications: verdicts[index] ?? [] }]),
);
const renditions = JSON.parse(readFileSync(join(root, "test/classifier/findings/renditions.json"), "utf8")) as {
  attacks: { definition: Definition; siblings?: Definition[] }[];
  benign: { definition: Definition; siblings?: Definition[] }[];
};
const sets: [name: string, cases: Attack[]][] = [
  [
    "our renditions of public attacks",
    renditions.attacks.map(({ definition, ...rest }) => ({ tool: definition, ...rest })),
  ],
  [
    "our honest texts with the same words",
    renditions.benign.map(({ definition, ...rest }) => ({ tool: definition, label: "benign", ...rest })),
  ],
];
for (const option of values.attacks) {
  const [name = "", file = ""] = option.split(/=(.*)/s);
  if (!file || !existsSync(file)) {
    console.error(`--attacks ${option}: give NAME=FILE, and a file that exists.`);
    process.exit(2);
  }
  const cases = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Attack); // biome-ignore format: one chain
  for (const label of ["malicious", "benign"] as const) {
    const some = cases.filter((entry) => (entry.label ?? "malicious") === label);
    if (some.length > 0) sets.push([label === "benign" ? `${name}, honest` : name, some]);
  }
}

const recall = sets.map(([name, cases]) => ({
  name,
  honest: /honest/.test(name),
  cases: cases.length,
  alarmed: alarmed(cases),
}));
const lines = [
  "# Findings: what the rules find, and how often they are wrong",
  "",
  "Written by `node test/bench/findings.ts`; do not edit. A finding is about a definition's text and claims, not about",
  "what the tool can do. Every finding quotes the text literally, names its rule and says what to do.",
  "",
  "## False alarms",
  "",
  `The corpus is ${tools} tools of ${servers.length} real servers, taken to be honest. On it ${alarms} tools (${percent(alarms, tools)}) get a`,
  `finding above \`info\`: ${textAlarms} (${percent(textAlarms, tools)}) for their text, name or schema, the others for an annotation that claims less`,
  `than the verdict. ${withInfo} (${percent(withInfo, tools)}) get any finding at all.`,
  "",
  "The rules were changed until little of this corpus alarmed, so the share is that of texts they were fitted to; expect",
  "more on servers that they have not seen. The honest sets in the table below are outside the corpus, but small and plain.",
  "",
  "| rule | asks | high | medium | low | info | above info, as judged by the rules' author |",
  "|---|---|---:|---:|---:|---:|---|",
  ...FINDING_RULES.filter(({ kind }) => kind !== "stack").map(({ id, asks }) => {
    const counts = perRule.get(id) ?? {};
    return `| \`${id}\` | ${asks} | ${[...LEVELS]
      .reverse()
      .map((level) => counts[level] ?? 0)
      .join(" | ")} | ${judgedAs(id, counts)} |`;
  }),
  "",
  "Combinations are counted per server, on verdicts that name the capability:",
  "",
  "| rule | asks | servers |",
  "|---|---|---:|",
  ...FINDING_RULES.filter(({ kind }) => kind === "stack").map(
    ({ id, asks }) =>
      `| \`${id}\` | ${asks} | ${combined.filter((found) => found.some(({ rule }) => rule === id)).length} |`,
  ),
  "",
  "## Recall",
  "",
  "Found means a finding above `info`. The public sets are not part of the repository; name them with `--attacks`.",
  "What the shares are worth differs:",
  "",
  "- Our renditions and honest texts were written beside the rules: they guard against regressions and measure nothing.",
  "- Public sets were split by the parity of the description's SHA-1. Of each, the half with an even sum was read, with",
  "  what the rules missed of it, and the rules were widened for the classes of attack in it, in wording of our own. The odd",
  "  half was not read; its share was seen after each change. The odd halves are the best estimate here; they share authors",
  "  and style with the halves that were read, so expect less of an attacker who writes otherwise.",
  "- MCPTox is taken as the fuzzd project reformatted it; the first texts of its file were read before the split. Siblings",
  "  are not recorded there, so every other tool that a text names counts as foreign. The mcpproxy security corpus and the",
  "  two fuzzd sets give no siblings either, and the first and the fuzzd corpus no names: the tool is called `tool`.",
  "- Of the mcpproxy detect corpus both halves were read on an earlier day; the parity says nothing there, so it is whole.",
  "- The demo servers' texts were picked by markers such as `<IMPORTANT>` that the rules look for too, so their share is too",
  "  high by construction. The mcp-scanner texts were seen in part.",
  "- Before the classes of the even halves were added (2026-11-22), the security corpus stood at 6 of 12 read and 6 of 8",
  "  unread, mcp-poison at 1 of 3 and 2 of 3, fuzzd's corpus at 6 of 14 and 6 of 13, its representative set at 10 of 15 and",
  "  14 of 29, MCPTox at 250 of 253 and 216 of 232.",
  "",
  "| set | texts | found | share |",
  "|---|---:|---:|---:|",
  ...recall.map(
    ({ name, cases, alarmed: found, honest }) =>
      `| ${name} | ${cases} | ${found} | ${percent(found, cases)}${honest ? " (false)" : ""} |`,
  ),
  "",
  "## Time",
  "",
  `All rules on the corpus: ${Math.round(times[2] ?? 0)} ms of one core (median of 5; ${(((times[2] ?? 0) / tools) * 1000).toFixed(0)} µs a tool), at a load of ${Math.round(loadavg()[0] ?? 0)}.`,
  "",
];
const text = lines.join("\n");
console.log(text);
if (!values["no-write"]) writeFileSync(join(root, "docs/findings.md"), text);
