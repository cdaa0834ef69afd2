/**
 * Measures the database on a corpus of real snapshots: `npm run bench:db -- [--postgres] [TIMES] [FILE]`. The corpus
 * (snapshot contract, JSONL, gzip; ../shared/corpus/servers.jsonl.gz beside the repository by default) is repeated
 * TIMES times (1) under other server names. Every verdict is made up: what is measured is the database.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { catalogueCounts, listServers, readToolPage, relatedTools, toolIds } from "../../db/queries/catalogue.ts";
import { latestListings } from "../../db/queries/latest-listings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { snapshotDatabase } from "../../db/queries/snapshot.ts";
import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";
import { startPostgres } from "./postgres-server.ts";
import { all, decisionOf, resultOf, verdictOf } from "./samples.ts";

const [times = "1", file = join(import.meta.dirname, "../../../shared/corpus/servers.jsonl.gz")] = process.argv
  .slice(2)
  .filter((word) => word !== "--postgres");
const lines = gunzipSync(readFileSync(file)).toString().trim().split("\n");
const corpus = lines.map((line) => JSON.parse(line) as Snapshot);

const home = mkdtempSync(join(tmpdir(), "toolrisk-bench-"));
const server = process.argv.includes("--postgres") ? await startPostgres() : null;
const db = await openDatabase(home, server ? { url: await server.database() } : {});

/** Runs `work`, which says how many things it did, and prints time, rate, processor time and memory. */
const measure = async (what: string, work: () => Promise<number>): Promise<void> => {
  const start = performance.now();
  const processor = process.cpuUsage();
  const done = await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  const each = ((user + system) / done).toFixed(0);
  const memory = `${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`;
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

/** Each round by itself, so that it shows whether the rate falls and the memory grows with what is there. */
const save = async (what: string): Promise<void> => {
  for (let round = 0; round < Number(times); round += 1) await measure(`${what}, ${round + 1}`, () => saveRound(round));
};

try {
  await save("tools saved");
  await save("tools listed again, unchanged");
  await measure("tools given verdicts", async () => {
    let tools = 0;
    for await (const { server, tools: listed } of latestListings(db)) {
      const verdicts = listed.map((tool, at) => {
        const category = CATEGORIES[at % CATEGORIES.length];
        const risk = RISKS[at % RISKS.length];
        return verdictOf(server.name, tool, { category, risk, capabilities: at % 4 === 0 ? ["bulk"] : [] });
      });
      await saveClassifications(
        db,
        server.name,
        verdicts,
        listed.map((tool) => decisionOf(tool, "ask")),
      );
      tools += listed.length;
    }
    return tools;
  });
  await measure("tools counted", async () => (await catalogueCounts(db)).tools);
  await measure("servers listed", async () => (await listServers(db)).length);
  const ids = await all(toolIds(db));
  await measure("page keys", async () => (await all(toolIds(db))).length);
  const sample = ids.filter((_, at) => at % Math.ceil(ids.length / 2_000) === 0);
  await measure("tool pages read", async () => {
    for (const { serverSlug, toolSlug } of sample) await readToolPage(db, serverSlug, toolSlug);
    return sample.length;
  });
  await measure("related tools read", async () => {
    for (const { serverSlug, toolSlug } of sample) await relatedTools(db, serverSlug, toolSlug);
    return sample.length;
  });
  await measure("snapshots", async () => {
    await snapshotDatabase(db, join(home, "copy.db"));
    return 1;
  });
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(
    `copy: ${megabytes(statSync(join(home, "copy.db")).size)}, peak memory: ${megabytes(process.resourceUsage().maxRSS * 1024)}`,
  );
} finally {
  await closeDatabase(db);
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
}
