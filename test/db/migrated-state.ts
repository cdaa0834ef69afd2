import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Db } from "../../db/open.ts";
import { catalogueCounts, listTools, readServer, readToolPage } from "../../db/queries/catalogue.ts";
import { changesOf } from "../../db/queries/changes.ts";
import { planner } from "../../db/queries/plan.ts";
import { gradeChanges } from "../../site/grade-changes.ts";
import { list, toolOf } from "./samples.ts";

/** The migrations of a folder, in their order. */
export const migrationsIn = (folder: string): string[] => readdirSync(folder).sort();

/** A folder with the first `count` migrations of `from` alone: the code of that time. */
export const earlierMigrations = (from: string, folder: string, count: number): string => {
  mkdirSync(folder, { recursive: true });
  for (const name of migrationsIn(from).slice(0, count))
    cpSync(join(from, name), join(folder, name), { recursive: true });
  return folder;
};

/** Adds a migration that comes after all others. */
export const addMigration = (folder: string, statements: string[]): void => {
  mkdirSync(join(folder, "29990101000000_later"));
  writeFileSync(join(folder, "29990101000000_later", "migration.sql"), statements.join("--> statement-breakpoint\n"));
};

/** Fails unless the database holds what each state of `states/` holds, and goes on from there. */
export const assertStateKept = async (db: Db): Promise<void> => {
  const counts = await catalogueCounts(db);
  assert.deepEqual([counts.servers, counts.tools, counts.classified], [1, 2, 1]);
  const server = await readServer(db, "io.example/files");
  assert.deepEqual(
    server?.packages.map((pkg) => [pkg.identifier, pkg.version]),
    [["@example/files", "1.2.3"]],
  );
  assert.deepEqual(
    server?.remotes.map((remote) => remote.url),
    ["https://files.example/mcp"],
  );
  assert.deepEqual(
    server?.sources.map((one) => one.source),
    ["records"],
  );
  assert.equal(server?.latestAttempt.outcome, "incomplete");
  assert.deepEqual(
    server?.incompleteTools.map((tool) => tool.name),
    ["read_file"],
  );
  const page = await readToolPage(db, "io-example-files", "read_file");
  assert.equal(page?.classification?.category, "Read");
  assert.equal(page?.decision?.action, "allow");
  assert.equal(page?.history.length, 2);
  // What was graded at that time is not graded again.
  await gradeChanges(db);
  const { changes } = await changesOf(db, { level: "none" });
  assert.deepEqual(
    changes.filter(({ tool }) => tool === "read_file").map(({ at }) => at),
    ["2026-01-02T00:00:00.000Z"],
  );
  const plan = await planner(db);
  assert.equal(plan.decide(server?.record ?? { name: "" }).look, true);
  await list(db, "io.example/files", 600, [toolOf("read_file")]);
  assert.deepEqual(
    (await listTools(db, "io.example/files")).map((tool) => tool.name),
    ["read_file"],
  );
};
