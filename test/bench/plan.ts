/**
 * Measures how long a daily increment takes to be planned: `npm run bench:plan -- [--postgres] [SERVERS] [CHANGED]`.
 * SERVERS (43,000) are known, CHANGED (0.01) of them have a new version, and as many are new; the increment is stored as
 * items of a job. To make them known takes most of the run: minutes on PostgreSQL, half an hour on a busy machine.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { addItems, openJob } from "../../db/queries/jobs.ts";
import { planner } from "../../db/queries/plan.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { startPostgres } from "../db/postgres-server.ts";
import { resultOf, toolOf } from "../db/samples.ts";

const [known = "43000", changed = "0.01"] = process.argv.slice(2).filter((word) => word !== "--postgres");
const SERVERS = Number(known);
const CHANGED = Number(changed);
const home = mkdtempSync(join(tmpdir(), "toolrisk-plan-"));

/** A record as registries have them: about 1 KB; every fifth has a remote instead of a package. */
const recordOf = (n: number, version: string): ServerRecord => ({
  name: `io.example.team-${n % 997}/server-${n}`,
  description: `Reads and writes the documents of the service number ${n}, with search and comments. `.repeat(3),
  version,
  repository: { url: `https://code.example/team-${n % 997}/server-${n}`, source: "code" },
  ...(n % 5 === 0
    ? { remotes: [{ type: "streamable-http", url: `https://server-${n}.example/mcp` }] }
    : {
        packages: [
          {
            registryType: "npm",
            identifier: `@team-${n % 997}/server-${n}`,
            version,
            environmentVariables: [{ name: "API_KEY", isRequired: true, isSecret: true }],
          },
        ],
      }),
});

const seconds = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
  const start = performance.now();
  const processor = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(processor);
  const cpu = ((user + system) / 1e6).toFixed(2);
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s, ${cpu} s of processor here`);
  return result;
};

const server = process.argv.includes("--postgres") ? await startPostgres() : null;
const db = await openDatabase(home, server ? { url: await server.database() } : {});
try {
  const now = new Date();
  await seconds(`${SERVERS} servers saved, to be known`, async () => {
    for (let n = 0; n < SERVERS; n += 1) {
      const record = recordOf(n, "1.0.0");
      const [pkg] = record.packages ?? [];
      const ran = pkg ? { registryType: "npm", identifier: pkg.identifier, version: "1.0.0" } : {};
      await saveAttempt(db, record, resultOf(record.name, now.toISOString(), [toolOf("read")], ran));
    }
  });
  const some = Math.round(SERVERS * CHANGED);
  const records = Array.from({ length: SERVERS + some }, (_, n) => recordOf(n, n < some ? "1.0.1" : "1.0.0"));
  const begun = performance.now();
  const plan = await seconds("what is known, read", () => planner(db, now));
  const look = await seconds(`${records.length} records decided`, async () =>
    records.filter((record) => plan.decide(record).look),
  );
  await seconds(`${look.length} items stored`, async () => {
    const { id } = await openJob(db, ["bench"]);
    for (let at = 0; at < look.length; at += 200) await addItems(db, id, "records", look.slice(at, at + 200));
  });
  console.log(`an increment of ${look.length} planned in ${((performance.now() - begun) / 1000).toFixed(2)} s`);
} finally {
  await closeDatabase(db);
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
}
