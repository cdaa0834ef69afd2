/**
 * Measures the database on a corpus of real snapshots: `npm run bench:db -- [--postgres] [--away MS] [TIMES] [FILE]`. The
 * corpus (snapshot contract, JSONL, gzip; ../shared/corpus/servers.jsonl.gz beside the repository by default) is repeated
 * TIMES times (1) under other server names; 31 times are 515,000 tools. `--away` puts a PostgreSQL server on another
 * machine: everything on the wire comes so many milliseconds later, each way. Every verdict is made up: what is measured is
 * the database. Memory is that of this process, the corpus included: what is resident, and what lives after a collection.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gunzipSync } from "node:zlib";
import pg from "pg";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listServers, readToolPage, relatedTools } from "../../db/queries/catalogue.ts";
import { latestListings } from "../../db/queries/latest-listings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { snapshotDatabase } from "../../db/queries/snapshot.ts";
import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";
import { farAway } from "./far-away.ts";
import { startPostgres } from "./postgres-server.ts";
import { decisionOf, resultOf, toolSlugs, verdictOf } from "./samples.ts";

const { values, positionals } = parseArgs({
  options: { postgres: { type: "boolean", default: false }, away: { type: "string", default: "0" } },
  allowPositionals: true,
});
const [times = "1", file = join(import.meta.dirname, "../../../shared/corpus/servers.jsonl.gz")] = positionals;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const corpus = gunzipSync(readFileSync(file))
  .toString()
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Snapshot);

const home = mkdtempSync(join(tmpdir(), "toolrisk-bench-"));
const server = values.postgres ? await startPostgres() : null;
const far = server ? await farAway(await server.database(), Number(values.away)) : null;
const db = await openDatabase(home, far ? { url: far.url } : {});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Runs `work`, which says how many things it did, and prints time, rate, processor time and memory. */
const measure = async (what: string, work: () => Promise<number>): Promise<void> => {
  const start = performance.now();
  const processor = process.cpuUsage();
  const done = await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  const each = ((user + system) / done).toFixed(0);
  const resident = process.memoryUsage.rss();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const memory = `${megabytes(resident)}, ${megabytes(heapUsed + external)} live`;
  console.log(
    `${what}: ${done} in ${ms.toFixed(0)} ms, ${Math.round((done / ms) * 1000)}/s, ${each} µs of processor each, ${memory}`,
  );
};

/** Saves the corpus once more under other names. Definitions differ too, as they would on other servers. */
const saveRound = async (round: number): Promise<number> => {
  let tools = 0;
  for (const snapshot of corpus) {
    const name = round === 0 ? snapshot.server.name : `${round}/${snapshot.server.name}`;
    const record = { name, description: snapshot.server.description ?? undefined };
    const own = snapshot.tools.map((tool) => (round === 0 ? tool : { ...tool, "x-round": round }));
    await saveAttempt(db, record, resultOf(name, new Date().toISOString(), own));
    tools += own.length;
  }
  return tools;
};

/** Gives made-up verdicts and decisions to as many servers as the corpus has. */
const judge = async (listings: AsyncIterator<Snapshot>): Promise<number> => {
  let tools = 0;
  for (let n = 0; n < corpus.length; n += 1) {
    const { done, value } = await listings.next();
    if (done) break;
    const verdicts = value.tools.map((tool, at) => {
      const category = CATEGORIES[at % CATEGORIES.length];
      const risk = RISKS[at % RISKS.length];
      return verdictOf(value.server.name, tool, { category, risk, capabilities: at % 4 === 0 ? ["bulk"] : [] });
    });
    const decisions = value.tools.map((tool) => decisionOf(tool, "ask"));
    await saveClassifications(db, value.server.name, verdicts, decisions);
    tools += value.tools.length;
  }
  return tools;
};

const ask = async (connectionString: string, ...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};

/** What a server knows of its tables before it has analysed them: nothing. It does that by itself within minutes. */
const FORGET = [
  "delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)",
  "update pg_class set reltuples = -1, relpages = 0 where relnamespace = 'public'::regnamespace and relkind = 'r'",
];

try {
  // Each round by itself, so that it shows whether the rate falls and the memory grows with what is there.
  for (let round = 0; round < Number(times); round += 1)
    await measure(`tools saved, ${round + 1}`, () => saveRound(round));
  await measure("tools listed again, unchanged", () => saveRound(0));
  const judging = latestListings(db)[Symbol.asyncIterator]();
  // In rounds too: as many servers each as the corpus has.
  for (let round = 0; round < Number(times); round += 1)
    await measure(`tools judged, ${round + 1}`, () => judge(judging));
  const each = Math.ceil((await catalogueCounts(db)).tools / 2_000);
  const sample = (await toolSlugs(db)).filter((_, at) => at % each === 0);
  const readRelated = async (): Promise<number> => {
    for (const { serverSlug, toolSlug } of sample) await relatedTools(db, serverSlug, toolSlug);
    return sample.length;
  };
  if (far) {
    await ask(far.url, ...FORGET);
    await measure("related tools read, before the tables are analysed", readRelated);
    await ask(far.url, "analyze");
  }
  await measure("tools counted", async () => (await catalogueCounts(db)).tools);
  await measure("servers listed", async () => (await listServers(db)).length);
  await measure("tool pages read", async () => {
    for (const { serverSlug, toolSlug } of sample) await readToolPage(db, serverSlug, toolSlug);
    return sample.length;
  });
  await measure("related tools read", readRelated);
  await measure("snapshots", async () => {
    await snapshotDatabase(db, join(home, "copy.db"));
    return 1;
  });
  console.log(
    `copy: ${megabytes(statSync(join(home, "copy.db")).size)}, peak memory: ${megabytes(process.resourceUsage().maxRSS * 1024)}`,
  );
} finally {
  await closeDatabase(db);
  await far?.close();
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
}
