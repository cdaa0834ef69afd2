/**
 * Lighthouse's four scores of each page type, on a phone and on a desktop, of a catalogue that is built and served here:
 *
 *   npm run bench:lighthouse [-- --only tool,server] [--dir SITE] [--lighthouse DIR]
 *
 * Lighthouse brings more than a hundred packages, so it is no dependency: the pinned version is installed from the npm
 * registry into a temporary folder, or taken from `--lighthouse`, a folder with node_modules that has it. Prints a row a
 * page; ends with 1 when a score is below 100.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { buildSite } from "../../site/build.ts";
import { serveSite } from "../../site/serve.ts";
import { browserPath } from "../site/browser.ts";
import { fillDatabase, SMALL } from "../site/catalogue-fixture.ts";

const VERSION = "13.5.0";
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
const PAGES: Record<string, string> = {
  catalogue: "",
  tool: "tools/harbour-berths/run_pump/",
  server: "servers/harbour-berths/",
  "server that was not listed": "servers/closed-door/",
  kind: "attacks/",
  risk: "risks/critical/",
  category: "categories/execute/",
  capability: "capabilities/shell/",
  attack: "attacks/command-injection/",
  owasp: "owasp/llm06-excessive-agency/",
  rule: "rules/deletes/",
  format: "formats/claude-code/",
  source: "sources/records/",
  term: "glossary/finding/",
  statistics: "statistics/",
  changes: "changes/",
  method: "method/",
  builder: "builder/?server=harbour-berths",
  compare: "compare/?a=harbour-berths&b=closed-door",
  about: "about/",
  contact: "contact/",
  "servers by name": "browse/1/",
};

const { values } = parseArgs({
  options: { only: { type: "string" }, dir: { type: "string" }, lighthouse: { type: "string" } },
});

type Report = {
  categories: Record<
    (typeof CATEGORIES)[number],
    { score: number | null; auditRefs: { id: string; weight: number }[] }
  >;
  audits: Record<string, { score: number | null; title: string }>;
};

const work = mkdtempSync(join(tmpdir(), "toolrisk-lighthouse-"));
/** How often a page is measured before its failure is one. */
const TRIES = 4;

const run = promisify(execFile);

const lighthouseOf = (): string => {
  const folder = values.lighthouse ?? work;
  const program = join(folder, "node_modules/lighthouse/cli/index.js");
  if (!existsSync(program))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, `lighthouse@${VERSION}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  return program;
};

const measure = async (program: string, url: string, desktop: boolean): Promise<Report> => {
  const args = [
    program,
    url,
    "--quiet",
    "--output=json",
    "--no-enable-error-reporting",
    `--only-categories=${CATEGORIES.join(",")}`,
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking",
    ...(desktop ? ["--preset=desktop"] : []),
  ];
  const env = { ...process.env, CHROME_PATH: browserPath() };
  for (let tried = 1; ; tried++) {
    try {
      const { stdout } = await run(process.execPath, args, { env, maxBuffer: 1 << 26 });
      return JSON.parse(stdout) as Report;
    } catch (error) {
      // Lighthouse's own words where the browser recorded no beginning of the page: "Please run Lighthouse again".
      if (tried === TRIES || !/NO_NAVSTART/.test(String((error as { stderr?: string }).stderr))) throw error;
    }
  }
};

/** What keeps a category from 100. */
const faultsOf = (report: Report): string[] =>
  CATEGORIES.filter((category) => (report.categories[category].score ?? 0) < 1).flatMap((category) =>
    report.categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && (report.audits[id]?.score ?? 1) < 1)
      .map(({ id }) => `${category}: ${report.audits[id]?.title}`),
  );

const wanted = values.only?.split(",") ?? Object.keys(PAGES);
try {
  const program = lighthouseOf();
  let dir = values.dir;
  if (dir === undefined) {
    await fillDatabase(work, SMALL);
    dir = join(work, "out");
    await buildSite({ home: work, outDir: dir });
  }
  const served = await serveSite({ dir, port: 0 });
  try {
    console.log("| page | phone | desktop |\n| --- | --- | --- |");
    for (const name of wanted) {
      const path = PAGES[name];
      if (path === undefined) throw new Error(`${name}: no such page type: one of ${Object.keys(PAGES).join(", ")}`);
      const cells: string[] = [];
      for (const desktop of [false, true]) {
        const report = await measure(program, served.url + path, desktop);
        const scores = CATEGORIES.map((category) => Math.round((report.categories[category].score ?? 0) * 100));
        cells.push(scores.join(" / "));
        if (scores.some((score) => score < 100)) process.exitCode = 1;
        for (const fault of faultsOf(report)) console.error(`${name}, ${desktop ? "desktop" : "phone"}: ${fault}`);
      }
      console.log(`| ${name} | ${cells.join(" | ")} |`);
    }
  } finally {
    await served.close();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
