import assert from "node:assert/strict";
import { test } from "node:test";
import { reading } from "../../db/database.ts";
import { readServer } from "../../db/queries/catalogue.ts";
import { knownElsewhere } from "../../db/queries/known-elsewhere.ts";
import { noteSightings, noteTold } from "../../db/queries/note-sightings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import {
  dueOf,
  notePass,
  passThrough,
  restore,
  sourcesThatWithdrew,
  withdraw,
} from "../../db/queries/source-passes.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { serverSources } from "../../db/schema.ts";
import { attemptOf, minute, recordOf } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

const npm = (name: string, identifier: string, version = "1.0.0"): ServerRecord =>
  recordOf(name, { packages: [{ registryType: "npm", identifier, version }] });
const far = (name: string, url: string): ServerRecord =>
  recordOf(name, { remotes: [{ type: "streamable-http", url }] });

/** What every database knows of servers that several sources tell of, in one crawl or in several. */
export const sightingsContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("two sightings in separate crawls are one server by a package, an address or a name, and each is kept", async (t) => {
    const db = await temporaryDatabase(t);
    const save = (record: ServerRecord, source: string, n: number): Promise<void> =>
      saveAttempt(db, record, { attempt: attemptOf(record.name, minute(n), { source }), tools: [] });
    await save(npm("io.example/files", "@example/files"), "registry", 1);
    await save(far("io.example/far", "https://far.example/mcp"), "registry", 2);
    await save(npm("docker/other", "@example/other"), "docker", 3);

    const sameFiles = npm("toolhive/files", "@example/files", "2.0.0");
    const sameFar = far("toolhive/far", "https://FAR.example:443/mcp/");
    const sameName = npm("io.example/files", "@example/files");
    const fresh = npm("toolhive/fresh", "@example/fresh");
    const found = await knownElsewhere(db, "toolhive", [sameFiles, sameFar, sameName, fresh]);
    assert.deepEqual(
      [...found],
      [
        [sameFiles, "io.example/files"],
        [sameFar, "io.example/far"],
      ],
    );
    await noteSightings(
      db,
      [{ server: "io.example/files", source: "toolhive", named: sameFiles.name }],
      new Date(minute(4)),
    );
    const again = await knownElsewhere(db, "toolhive", [sameFiles]);
    assert.equal(again.get(sameFiles), "io.example/files", "the next crawl of the source sees the same");
    const rows = await reading(db, async () => db.orm.select().from(serverSources).all());
    assert.deepEqual(rows.map(({ source, named }) => `${source} ${named ?? ""}`).sort(), [
      "docker ",
      "registry ",
      "registry ",
      "toolhive toolhive/files",
    ]);
    // Records of one source stay apart, and so does a record whose name is a server here.
    const apart = npm("io.example/files-too", "@example/files");
    assert.equal((await knownElsewhere(db, "registry", [apart])).size, 0);
    assert.equal((await knownElsewhere(db, "docker", [npm("io.example/far", "@example/files")])).size, 0);
  });

  test("what an attempt saw beside the tools is kept and read back, and absent stays absent", async (t) => {
    const db = await temporaryDatabase(t);
    const told = {
      capabilities: { tools: { listChanged: true }, prompts: {} },
      promptCount: 3,
      resourceCount: 0,
      tried: [{ launcher: "npm", identifier: "a", outcome: "start-failed" as const, error: "no" }],
    };
    const authorization = {
      status: 401,
      scheme: "Bearer",
      scopes: ["read", "\u202e"],
      authorizationServers: ["https://login.example"],
      described: null,
    };
    await saveAttempt(db, recordOf("told"), { attempt: attemptOf("told", minute(1), told), tools: [] });
    const gated = attemptOf("gated", minute(1), { outcome: "gated", error: "401", authorization });
    await saveAttempt(db, recordOf("gated"), { attempt: gated, tools: [] });
    await saveAttempt(db, recordOf("silent"), { attempt: attemptOf("silent", minute(1)), tools: [] });
    const read = async (name: string) => (await readServer(db, name))?.latestAttempt;
    assert.deepEqual(await read("told"), attemptOf("told", minute(1), told));
    assert.deepEqual(await read("gated"), gated);
    assert.deepEqual(await read("silent"), attemptOf("silent", minute(1)));
  });

  test("a server that its only source deletes is retired, one that another source has is not, and both can come back", async (t) => {
    const db = await temporaryDatabase(t);
    for (const name of ["alone", "shared"])
      await saveAttempt(db, recordOf(name), {
        attempt: attemptOf(name, minute(1), { source: "registry" }),
        tools: [],
      });
    await noteSightings(db, [{ server: "shared", source: "docker", named: "docker/shared" }], new Date(minute(2)));
    const retired = async (name: string) => (await readServer(db, name))?.retiredAt ?? null;
    assert.equal(await withdraw(db, "registry", ["alone", "shared", "unknown"], new Date(minute(3))), 2);
    assert.equal(await withdraw(db, "registry", ["alone"], new Date(minute(4))), 0, "not twice");
    assert.deepEqual([await retired("alone"), await retired("shared")], [minute(3), null]);
    assert.deepEqual(await sourcesThatWithdrew(db), new Set(["registry"]));
    await withdraw(db, "docker", ["docker/shared"], new Date(minute(5)));
    assert.equal(await retired("shared"), minute(5), "by the name that the source has for it");
    await restore(db, "registry", ["alone", "shared"]);
    assert.deepEqual([await retired("alone"), await retired("shared")], [null, null]);
  });

  test("what a source tells of without a look is noted once, and keeps another's deletion from retiring it", async (t) => {
    const db = await temporaryDatabase(t);
    const names = Array.from({ length: 70 }, (_, n) => `server ${n} \0`);
    for (const name of names)
      await saveAttempt(db, recordOf(name), { attempt: attemptOf(name, minute(1), { source: "registry" }), tools: [] });
    const told = async (name: string) =>
      (await readServer(db, name))?.sources.map(({ source, firstSeenAt }) => [source, firstSeenAt]);
    await noteTold(db, "docker", [...names.slice(1), "unknown"], new Date(minute(2)));
    await noteTold(db, "docker", names.slice(1), new Date(minute(3)));
    assert.deepEqual(await told(names[0] ?? ""), [["registry", minute(1)]]);
    for (const name of names.slice(1))
      assert.deepEqual(await told(name), [
        ["docker", minute(2)],
        ["registry", minute(1)],
      ]);
    await withdraw(db, "registry", names, new Date(minute(4)));
    const retired = [];
    for (const name of names) if ((await readServer(db, name))?.retiredAt) retired.push(name);
    assert.deepEqual(retired, names.slice(0, 1));
    await noteTold(db, "docker", names, new Date(minute(5)));
    assert.equal((await readServer(db, names[0] ?? ""))?.retiredAt, null);
  });

  test("how far a source was read is kept, and what is due of it is found page by page", async (t) => {
    const db = await temporaryDatabase(t);
    assert.equal(await passThrough(db, "registry"), null);
    await notePass(db, "registry", minute(1));
    await notePass(db, "registry", minute(2));
    assert.deepEqual([await passThrough(db, "registry"), await passThrough(db, "docker")], [minute(2), null]);
    for (const [at, name] of ["a", "b", "c"].entries())
      await saveAttempt(db, far(name, `https://${name}.example/mcp`), {
        attempt: attemptOf(name, minute(at), { source: "registry", outcome: "unreachable", error: "no" }),
        tools: [],
      });
    const later = new Date(Date.parse(minute(0)) + 90 * 24 * 3_600_000);
    const first = await dueOf(db, "registry", { after: 0, limit: 2 }, later);
    const rest = await dueOf(db, "registry", { after: first.at(-1)?.id ?? 0, limit: 2 }, later);
    assert.deepEqual(
      [...first, ...rest].map(({ record }) => record.name),
      ["a", "b", "c"],
    );
    assert.deepEqual(await dueOf(db, "docker", { after: 0, limit: 2 }, later), []);
    assert.deepEqual(await dueOf(db, "registry", { after: 0, limit: 2 }, new Date(0)), []);
  });
};
