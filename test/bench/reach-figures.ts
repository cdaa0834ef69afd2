// What a run of the reach bench came to, as it is kept in reach-figures.json, and how docs/reach.md shows it.

/** One server of a list. */
export interface ReachRow {
  name: string;
  version: string | null;
  expected: string;
  outcome: string;
  tools: number;
  ms: number;
  right: boolean;
}

/** One run over one list. Seconds are of a processor, and per server unless they are `seconds`. */
export interface ReachFigures {
  command: string;
  date: string;
  machine: string;
  sandbox: string;
  rows: ReachRow[];
  /** The whole list, on the clock. */
  seconds: number;
  ours: number;
  theirs: number;
  peakMiB: number;
  /** Of what listed, once more: by three messages written by hand, and by a crawl that knows how each one starts. */
  floor: { servers: number; byHand: number; crawled: number; ours: number } | null;
  /** Of what listed: servers of which the SDK's own client does not read the same tools; null: not compared. */
  equal?: { servers: number; different: string[] } | null;
  /** What the whole list fetched into an empty home, in MB of a million bytes; null: not counted. */
  fetchedMB?: number | null;
}

const count = (rows: ReachRow[], is: (row: ReachRow) => boolean): number => rows.filter(is).length;

/** The Markdown of one run. */
export const reachSection = ({ rows, floor, equal, ...run }: ReachFigures): string => {
  const listed = rows.filter((row) => row.outcome === "listed");
  const perSecond = (rows.length / run.seconds).toFixed(2);
  const lines = [
    `\`${run.command}\`, ${run.date}, ${run.machine}, sandbox ${run.sandbox}:`,
    "",
    `- ${rows.length} servers: ${listed.length} listed with ${listed.reduce((sum, row) => sum + row.tools, 0)} tools; ${count(rows, (row) => row.right)} ended as expected, ${count(rows, (row) => !row.right)} did not.`,
    `- ${run.seconds.toFixed(0)} s for the list, ${perSecond} servers a second; processor seconds a server: ${run.ours.toFixed(2)} of the crawler, ${run.theirs.toFixed(2)} of all that it started, installs and failed rungs included; peak memory of the crawler ${run.peakMiB.toFixed(0)} MiB.`,
  ];
  if (run.fetchedMB)
    lines.push(
      `- ${run.fetchedMB.toFixed(0)} MB fetched into an empty home, ${(run.fetchedMB / rows.length).toFixed(1)} MB a server.`,
    );
  if (floor)
    lines.push(
      `- The floor, over the ${floor.servers} that listed: ${floor.byHand.toFixed(2)} processor seconds a server when it is started in the same sandbox and asked by hand, ${floor.crawled.toFixed(2)} in a crawl that knows how it starts, beside ${floor.ours.toFixed(2)} of the crawler itself.`,
    );
  if (equal)
    lines.push(
      `- The SDK's own client reads exactly the same tools of ${equal.servers - equal.different.length} of the ${equal.servers} that listed${equal.different.length > 0 ? `; not of ${equal.different.join(", ")}` : ""}.`,
    );
  lines.push("", "| server | version | expected | outcome | tools | ms |", "|---|---|---|---|---|---|");
  const sorted = rows.toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
  for (const row of sorted)
    lines.push(
      `| ${row.name} | ${row.version ?? "none"} | ${row.expected} | ${row.outcome}${row.right ? "" : " (wrong)"} | ${row.tools} | ${row.ms} |`,
    );
  return lines.join("\n");
};

/** The measured part of docs/reach.md: one section a list. */
export const reachPart = (figures: Record<string, ReachFigures>): string =>
  Object.entries(figures)
    .map(([list, run]) => `### ${list}\n\n${reachSection(run)}`)
    .join("\n\n");

const BEGIN = "<!-- measured: written by test/bench/reach.ts --write -->";
const END = "<!-- end of measured -->";

/** The document with its measured part replaced. Throws where it has no such part. */
export const withReachPart = (document: string, part: string): string => {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) throw new Error("docs/reach.md has no measured part");
  return `${document.slice(0, from + BEGIN.length)}\n\n${part}\n\n${document.slice(to)}`;
};
