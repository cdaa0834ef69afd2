import assert from "node:assert/strict";
import { test } from "node:test";
import { listTools, readServer, readToolPage } from "../../db/queries/catalogue.ts";
import { latestListings } from "../../db/queries/latest-listings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import type { Definition } from "../../db/records/definition.ts";
import { definitions } from "../../db/schema.ts";
import { all, list, minute, recordOf, resultOf, toolOf, verdictOf } from "./samples.ts";
import { rowsOf, type TemporaryDatabase } from "./temporary.ts";

const spans = async (db: Parameters<typeof readToolPage>[0], server: string, tool: string) =>
  (await readToolPage(db, server, tool))?.history.map((span) => [
    span.definition.description,
    span.firstSeenAt,
    span.lastSeenAt,
    span.removedAt,
  ]);

/** What every database says of tools over time. */
export const historyContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("a tool's history has one span for each unbroken look at one definition", async (t) => {
    const db = await temporaryDatabase(t);
    await list(db, "acme", 1, [toolOf("a", "one"), toolOf("b")]);
    await list(db, "acme", 2, [toolOf("a", "one"), toolOf("b")]);
    await list(db, "acme", 3, [toolOf("a", "two"), toolOf("b")]);
    await list(db, "acme", 4, [toolOf("a", "one"), toolOf("b")]);
    assert.deepEqual(await spans(db, "acme", "a"), [
      ["one", minute(1), minute(2), minute(3)],
      ["two", minute(3), minute(3), minute(4)],
      ["one", minute(4), minute(4), null],
    ]);
    assert.deepEqual(await spans(db, "acme", "b"), [["does b", minute(1), minute(4), null]]);
  });

  test("only a complete listing removes a tool, and nothing deletes it", async (t) => {
    const db = await temporaryDatabase(t);
    await list(db, "acme", 1, [toolOf("a"), toolOf("b")]);
    for (const [n, outcome] of (
      ["timeout", "incomplete", "gated", "install-failed", "start-failed"] as const
    ).entries()) {
      const came = outcome === "incomplete" ? [toolOf("a", "half"), toolOf("c")] : [];
      const failed = { outcome, error: "no answer", doNext: "try again" };
      await saveAttempt(db, recordOf("acme"), resultOf("acme", minute(2 + n), came, failed));
    }
    assert.deepEqual(
      (await listTools(db, "acme")).map((tool) => [tool.name, tool.definition.description, tool.lastSeenAt]),
      [
        ["a", "does a", minute(1)],
        ["b", "does b", minute(1)],
      ],
    );
    const server = await readServer(db, "acme");
    assert.equal(server?.lastSeenAt, minute(1));
    assert.equal(server?.latestAttempt.outcome, "start-failed");
    assert.equal(server?.listing?.startedAt, minute(1));
    assert.equal(server?.attempts.length, 6);

    await list(db, "acme", 10, [toolOf("b")]);
    assert.deepEqual(
      (await listTools(db, "acme")).map((tool) => tool.name),
      ["b"],
    );
    assert.deepEqual((await readServer(db, "acme"))?.removedTools, [{ name: "a", slug: "a", removedAt: minute(10) }]);
    assert.deepEqual(await spans(db, "acme", "a"), [["does a", minute(1), minute(1), minute(10)]]);

    await list(db, "acme", 11, [toolOf("b"), toolOf("a")]);
    assert.deepEqual(
      (await listTools(db, "acme")).map((tool) => tool.name),
      ["b", "a"],
    );
    assert.deepEqual(await spans(db, "acme", "a"), [
      ["does a", minute(1), minute(1), minute(10)],
      ["does a", minute(11), minute(11), null],
    ]);
  });

  test("what an incomplete attempt read is shown apart, and never as the server's tools", async (t) => {
    const db = await temporaryDatabase(t);
    const came = [toolOf("b"), toolOf("a")];
    const half = { outcome: "incomplete", error: "the second page failed", doNext: "try again" } as const;
    await saveAttempt(db, recordOf("acme"), resultOf("acme", minute(1), came, half));
    const server = await readServer(db, "acme");
    assert.deepEqual(server?.incompleteTools, came);
    assert.equal(server?.listing, null);
    assert.equal(server?.lastSeenAt, null);
    assert.deepEqual(await listTools(db, "acme"), []);
    assert.deepEqual(await all(latestListings(db)), []);
  });

  test("saving the same attempt again changes nothing", async (t) => {
    const db = await temporaryDatabase(t);
    const result = resultOf("acme", minute(1), [toolOf("a")]);
    await saveAttempt(db, recordOf("acme"), result);
    await list(db, "acme", 2, [toolOf("a", "changed")]);
    await saveAttempt(db, recordOf("acme"), structuredClone(result));
    assert.equal((await readServer(db, "acme"))?.attempts.length, 2);
    assert.equal((await listTools(db, "acme"))[0]?.definition.description, "changed");
  });

  test("an attempt that arrives late is kept and changes no current state", async (t) => {
    const db = await temporaryDatabase(t);
    await list(db, "acme", 5, [toolOf("a", "new")]);
    const old = recordOf("acme", { description: "of yesterday" });
    await saveAttempt(db, old, resultOf("acme", minute(4), [toolOf("a", "old"), toolOf("gone")]));
    const server = await readServer(db, "acme");
    assert.equal(server?.latestAttempt.startedAt, minute(5));
    assert.equal(server?.record.description, undefined);
    assert.equal(server?.attempts.length, 2);
    assert.deepEqual(await spans(db, "acme", "a"), [["new", minute(5), minute(5), null]]);
  });

  test("an attempt from a clock that ran ahead does not hold back those that follow", async (t) => {
    const db = await temporaryDatabase(t);
    const ahead = "2999-01-01T00:00:00.000Z";
    await saveAttempt(db, recordOf("acme"), resultOf("acme", ahead, [toolOf("a", "ahead")]));
    await list(db, "acme", 1, [toolOf("a", "right")]);
    await list(db, "acme", 2, [toolOf("a", "right")]);
    const [tool] = await listTools(db, "acme");
    assert.equal(tool?.definition.description, "right");
    assert.equal((await readServer(db, "acme"))?.latestAttempt.startedAt, minute(2));
  });

  test("tools of one name on one server are kept apart, and told by their definition first", async (t) => {
    const db = await temporaryDatabase(t);
    const twice = [toolOf("run", "first"), toolOf("run", "second"), toolOf("run", "second")];
    await list(db, "acme", 1, twice);
    const before = await listTools(db, "acme");
    assert.deepEqual(
      before.map((tool) => tool.definition),
      twice,
    );
    assert.equal(new Set(before.map((tool) => tool.slug)).size, 3);

    await list(db, "acme", 2, [toolOf("run", "second"), toolOf("run", "first"), toolOf("run", "second")]);
    const after = await listTools(db, "acme");
    assert.deepEqual(
      after.map((tool) => tool.definition.description),
      ["second", "first", "second"],
    );
    const slugOf = (tools: typeof after) => tools.find((tool) => tool.definition.description === "first")?.slug;
    assert.equal(slugOf(after), slugOf(before));
    for (const tool of after) assert.equal((await readToolPage(db, "acme", tool.slug))?.history.length, 1);
  });

  test("a definition is stored once, and given back to each server in its own order of keys", async (t) => {
    const db = await temporaryDatabase(t);
    const one = { name: "a", description: "d", inputSchema: { type: "object", title: "t" } } satisfies Definition;
    const other = { inputSchema: { title: "t", type: "object" }, description: "d", name: "a" } satisfies Definition;
    await list(db, "first", 1, [one]);
    await list(db, "second", 2, [other]);
    const sent = (await all(latestListings(db))).map((snapshot) => JSON.stringify(snapshot.tools[0]));
    assert.deepEqual(sent, [JSON.stringify(one), JSON.stringify(other)]);
    assert.equal(await rowsOf(db, definitions), 1);
  });

  test("a changed definition loses its verdict until it is judged again", async (t) => {
    const db = await temporaryDatabase(t);
    const before = toolOf("a", "one");
    await list(db, "acme", 1, [before, toolOf("b")]);
    await saveClassifications(db, "acme", [verdictOf("acme", before), verdictOf("acme", toolOf("b"))]);
    await list(db, "acme", 2, [toolOf("a", "two"), toolOf("b")]);
    const verdicts = (await listTools(db, "acme")).map((tool) => tool.classification?.category ?? null);
    assert.deepEqual(verdicts, [null, "Read"]);
    assert.equal((await all(latestListings(db, { notClassifiedBy: "rules 1" }))).length, 1);
  });

  test("an attempt of another server than the record's, and a definition that is too deep, are refused whole", async (t) => {
    const db = await temporaryDatabase(t);
    await assert.rejects(saveAttempt(db, recordOf("a"), resultOf("b", minute(1), [])), TypeError);
    let deep: unknown = "bottom";
    for (let n = 0; n < 70; n += 1) deep = [deep];
    const result = resultOf("a", minute(1), [{ name: "t", inputSchema: deep }]);
    await assert.rejects(saveAttempt(db, recordOf("a"), result), RangeError);
    assert.equal(await readServer(db, "a"), null);
  });
};
