import assert from "node:assert/strict";
import { test } from "node:test";
import { listTools, readServer, readServerBySlug, readToolPage, relatedTools } from "../../db/queries/catalogue.ts";
import { changesOf, newestChanges } from "../../db/queries/changes.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { search, serversBehind } from "../../db/queries/search.ts";
import { passThrough } from "../../db/queries/source-passes.ts";
import { minute, recordOf, resultOf, toolOf } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

const QUESTIONS = [
  "\0",
  "a\0b",
  "\0/\0",
  "\ud800",
  "\ud800/\udfff",
  "\u0001",
  '\u0001"x"',
  "'; drop table tools; --",
  "%",
  "_",
  "\\",
  "a\\",
  "?a=$1",
  "x".repeat(200_000),
  "%".repeat(60_000),
  "é".repeat(60_000),
  "/".repeat(100_000),
  "a/".repeat(100_000),
  "word ".repeat(100_000),
];

/** What every database answers to what anybody may ask: agents and people on the command line write what they like. */
export const questionsContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("a hostile question is answered, and finds only what it names", async (t) => {
    const db = await temporaryDatabase(t);
    await saveAttempt(db, recordOf("plain"), resultOf("plain", minute(1), [toolOf("read")]));
    for (const question of QUESTIONS) {
      const shown = JSON.stringify(question.slice(0, 20));
      assert.deepEqual(await search(db, question), { servers: [], tools: [] }, shown);
      assert.equal((await findTarget(db, question)).found, false, shown);
      assert.equal(await readServer(db, question), null, shown);
      assert.equal(await readServerBySlug(db, question), null, shown);
      assert.deepEqual(await listTools(db, question), [], shown);
      for (const [server, tool] of [
        [question, question],
        ["plain", question],
        [question, "read"],
      ] as const) {
        assert.equal(await readToolPage(db, server, tool), null, shown);
        assert.deepEqual(await relatedTools(db, server, tool), [], shown);
      }
      assert.deepEqual(await serversBehind(db, { identifier: question }), [], shown);
      assert.deepEqual(await serversBehind(db, { url: question }), [], shown);
      assert.deepEqual((await changesOf(db, { server: question })).changes, [], shown);
      assert.deepEqual(await newestChanges(db, { server: question }), [], shown);
      assert.equal(await passThrough(db, question), null, shown);
    }
  });

  test("names that no database could hold as they are can be searched for", async (t) => {
    const db = await temporaryDatabase(t);
    const names = ["a\0b", "x\ud800y", '\u0001"quoted"', "100%_sure\\", "Ünïcode"];
    for (const [n, name] of names.entries())
      await saveAttempt(db, recordOf(name), resultOf(name, minute(n), [toolOf(`tool ${name}`)]));
    for (const name of names) {
      const found = await search(db, name);
      assert.deepEqual(
        found.servers.map((server) => server.name),
        [name],
      );
      assert.deepEqual(
        found.tools.map(({ tool }) => tool),
        [`tool ${name}`],
      );
    }
  });
};
