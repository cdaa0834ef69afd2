import type { Db } from "../../db/open.ts";
import { listTools, readServer, readServerBySlug, readToolPage, relatedTools } from "../../db/queries/catalogue.ts";
import { changesOf } from "../../db/queries/changes.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import {
  addItems,
  buryItem,
  finishItem,
  giveBack,
  jobCounts,
  keepItems,
  openJob,
  readItem,
  takeItems,
} from "../../db/queries/jobs.ts";
import { knownElsewhere } from "../../db/queries/known-elsewhere.ts";
import { noteTold } from "../../db/queries/note-sightings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { serversBehind } from "../../db/queries/search.ts";
import { restore, withdraw } from "../../db/queries/source-passes.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { decisionOf, list, minute, recordOf, resultOf, toolOf, verdictOf } from "./samples.ts";

/*
 * What is asked for one server, tool or item must not read a table through: at 515,000 tools that is the difference between
 * a millisecond and a second. The planner of each database is asked for every statement that such a query runs.
 */

const describe = (name: string): ServerRecord =>
  recordOf(name, {
    packages: [{ registryType: "npm", identifier: `@${name}`, version: "1.0.0" }],
    remotes: [{ type: "streamable-http", url: `https://${name.replace("/", ".")}.example/mcp` }],
  });
const record = describe("acme/one");

/** Enough of everything for a table to be worth an index. */
export const fill = async (db: Db): Promise<void> => {
  for (const [n, name] of [...Array.from({ length: 200 }, (_, at) => `server-${at}`), record.name].entries()) {
    const listed = [toolOf("a"), toolOf(`b${n}`)];
    await saveAttempt(db, describe(name), resultOf(name, minute(n), listed));
    const verdicts = listed.map((tool) => verdictOf(name, tool, { capabilities: ["bulk"] }));
    await saveClassifications(
      db,
      name,
      verdicts,
      listed.map((tool) => decisionOf(tool, "ask")),
    );
  }
};

/** The queries by what they ask, in the order in which they must run. */
export const singleQueries = async (db: Db): Promise<Record<string, () => Promise<unknown>>> => {
  const { id: jobId } = await openJob(db, ["records:a.json"]);
  const NOW = new Date(minute(0));
  const take = () => takeItems(db, { jobId, source: "records", taker: "a", limit: 1 }, NOW);
  return {
    "a server by its name": () => readServer(db, "server-7"),
    "a server by its slug": () => readServerBySlug(db, "server-7"),
    "a page of a tool": () => readToolPage(db, "server-7", "a"),
    "tools that are related": () => relatedTools(db, "server-7", "a"),
    "the tools of a server": () => listTools(db, "server-7"),
    "what a person names": () => findTarget(db, "server-7/a"),
    "changes of a server": () => changesOf(db, { server: "server-7" }),
    "servers behind a package": () => serversBehind(db, { identifier: "@acme/one" }),
    "servers behind an address": () => serversBehind(db, { url: "https://acme.one.example/mcp" }),
    "servers that other sources know": () => knownElsewhere(db, "registry", [record]),
    "what a source tells of": () => noteTold(db, "docker", ["server-7", "server-8"], NOW),
    "servers that a source deletes": () => withdraw(db, "docker", ["server-7"], NOW),
    "servers that a source has again": () => restore(db, "docker", ["server-7"]),
    "another listing": () => list(db, "server-7", 500, [toolOf("a", "other"), toolOf("new")]),
    verdicts: () => saveClassifications(db, "server-8", [verdictOf("server-8", toolOf("a"))]),
    "items that are added": () => addItems(db, jobId, "records", [record, recordOf("two"), recordOf("three")]),
    "an item that is taken": take,
    "items that are kept": () => keepItems(db, jobId, "a"),
    "an item that a worker reads": () => readItem(db, 1),
    "an item that is finished": () => finishItem(db, 1, record, resultOf("acme/one", minute(600), [toolOf("a")])),
    "an item that is given up": () => buryItem(db, 2),
    "items that are given back": () => giveBack(db, jobId, "a"),
    "how far a crawl is": () => jobCounts(db, jobId),
  };
};
