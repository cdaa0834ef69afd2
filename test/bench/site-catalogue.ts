import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { classifyServer } from "../../classifier/classify.ts";
import { closeDatabase, type Db, openDatabase } from "../../db/open.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { ServerRecordSchema } from "../../db/records/server.ts";
import { type Snapshot, SnapshotSchema } from "../../db/records/snapshot.ts";
import { decideAll } from "../../policy/decide.ts";

/* Synthetic catalogues for `site.ts`: the servers of a corpus again and again under other names. */

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

/** Words that no definition of the corpus has, so that the vocabulary grows with the catalogue as a real one does. */
const madeUp = (round: number, at: number): string => {
  let seed = (round * 7919 + at * 104_729) >>> 0;
  let word = "";
  for (let syllable = 0; syllable < 4; syllable++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    word += "bdfgklmnprstvz"[(seed % 14) | 0] ?? "";
    word += "aeiou"[(seed >>> 8) % 5] ?? "";
  }
  return word;
};

/** The corpus's server as it stands in a later round: another name, and texts that name it, so no definition repeats. */
const renamed = (snapshot: Snapshot, round: number, at: number): Snapshot => {
  const word = madeUp(round, at);
  return {
    server: { ...snapshot.server, name: `${word}-${round}/${snapshot.server.name}` },
    tools: snapshot.tools.map((tool) => ({
      ...tool,
      description: `${String(tool.description ?? "")} (${word})`.trim(),
    })),
  };
};

/**
 * Fills the database of `home` with at least `size` judged tools, and gives the last few servers. The same size and
 * corpus give the same catalogue.
 */
export const fillCatalogue = async (home: string, size: number, corpus: string): Promise<Snapshot[]> => {
  const db = await openDatabase(home);
  const latest: Snapshot[] = [];
  let tools = 0;
  for (let round = 0; tools < size; round++) {
    const lines = createInterface({ input: createReadStream(corpus).pipe(createGunzip()) });
    let at = 0;
    for await (const line of lines) {
      if (tools >= size) break;
      const read = SnapshotSchema.parse(JSON.parse(line));
      if (read.tools.length === 0) continue;
      const snapshot = round > 0 ? renamed(read, round, at++) : read;
      await save(db, snapshot, "2026-11-01T00:00:00.000Z");
      tools += snapshot.tools.length;
      latest.push(snapshot);
      if (latest.length > 20) latest.shift();
    }
  }
  await closeDatabase(db);
  return latest;
};

/** Changes the words of `wanted` tools (of fewer when the servers have not as many), as a second look would find them. */
export const changeTools = async (home: string, servers: readonly Snapshot[], wanted: number): Promise<number> => {
  const db = await openDatabase(home);
  let changed = 0;
  for (const snapshot of servers) {
    if (changed >= wanted) break;
    const tools = snapshot.tools.map((tool, at) =>
      changed + at < wanted ? { ...tool, description: `${String(tool.description ?? "")} It says so again.` } : tool,
    );
    changed += Math.min(tools.length, wanted - changed);
    await save(db, { ...snapshot, tools }, "2026-11-02T00:00:00.000Z");
  }
  await closeDatabase(db);
  return changed;
};
