import assert from "node:assert/strict";
import { test } from "node:test";
import { DatabaseError } from "../../db/database-error.ts";
import {
  catalogueCounts,
  listServers,
  listTools,
  readServer,
  readServerBySlug,
  readToolPage,
} from "../../db/queries/catalogue.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import { latestClassifications } from "../../db/queries/latest-classifications.ts";
import { latestListings } from "../../db/queries/latest-listings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { classifications } from "../../db/schema.ts";
import { all, decisionOf, list, minute, recordOf, resultOf, toolOf, verdictOf } from "./samples.ts";
import { rowsOf, type TemporaryDatabase } from "./temporary.ts";

/** What every database answers the site and the commands. */
export const queriesContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("an empty catalogue counts nothing", async (t) => {
    const db = await temporaryDatabase(t);
    const counts = await catalogueCounts(db);
    assert.deepEqual([counts.servers, counts.tools, counts.classified, counts.latestAttemptAt], [0, 0, 0, null]);
    assert.deepEqual(await listServers(db), []);
    assert.equal(await readServer(db, "none"), null);
    assert.equal(await readToolPage(db, "none", "none"), null);
  });

  test("counts, lists and pages tell one story", async (t) => {
    const db = await temporaryDatabase(t);
    const [a, b, c] = [toolOf("a"), toolOf("b"), toolOf("c")];
    await list(db, "one", 1, [a, b]);
    await list(db, "two", 2, [c]);
    const failure = { outcome: "timeout", error: "no answer", doNext: "try again" } as const;
    await saveAttempt(db, recordOf("two"), resultOf("two", minute(3), [], failure));
    await saveAttempt(db, recordOf("three"), resultOf("three", minute(4), [], failure));
    const deletes = { category: "Destructive", risk: "High", capabilities: ["deletes-data", "bulk"] } as const;
    const verdicts = [
      verdictOf("one", a),
      verdictOf("one", b, { ...deletes, capabilities: [...deletes.capabilities] }),
    ];
    await saveClassifications(db, "one", verdicts, [decisionOf(a, "allow"), decisionOf(b, "ask")]);
    await saveClassifications(db, "one", verdicts, [decisionOf(a, "limit"), decisionOf(b, "deny")], "strict");

    const counts = await catalogueCounts(db);
    assert.equal(counts.servers, 3);
    assert.deepEqual([counts.byOutcome.listed, counts.byOutcome.timeout, counts.byOutcome.gated], [1, 2, 0]);
    assert.deepEqual([counts.tools, counts.classified], [3, 2]);
    assert.deepEqual([counts.byCategory.Read, counts.byCategory.Destructive, counts.byCategory.Write], [1, 1, 0]);
    assert.deepEqual(counts.byRisk, { Low: 1, Medium: 0, High: 1, Critical: 0 });
    assert.equal(counts.latestAttemptAt, minute(4));

    const servers = await listServers(db);
    assert.deepEqual(
      servers.map((server) => [server.name, server.outcome, server.tools, server.byRisk.High, server.lastSeenAt]),
      [
        ["one", "listed", 2, 1, minute(1)],
        ["three", "timeout", 0, 0, null],
        ["two", "timeout", 1, 0, minute(2)],
      ],
    );
    const page = await readToolPage(db, "one", "b");
    assert.deepEqual(page?.definition, b);
    assert.deepEqual(page?.classification, verdicts[1]);
    assert.equal(page?.decision?.action, "ask");
    assert.equal((await readToolPage(db, "one", "b", "strict"))?.decision?.action, "deny");
    assert.equal((await readToolPage(db, "one", "b", "unknown"))?.decision, null);
    assert.deepEqual(page?.siblings, [{ name: "a", slug: "a", category: "Read", risk: "Low", confidence: 0.9 }]);
    assert.equal(page?.attempt.startedAt, minute(1));
    assert.equal(page?.server.name, "one");
    assert.deepEqual(
      (await listTools(db, "one", "strict")).map((tool) => tool.decision?.action),
      ["limit", "deny"],
    );
    assert.deepEqual(await readServerBySlug(db, "one"), await readServer(db, "one"));
    assert.deepEqual(await all(latestClassifications(db)), verdicts);
  });

  test("a verdict replaces its like, survives as history, and never stands on another definition", async (t) => {
    const db = await temporaryDatabase(t);
    const [old, now, other] = [toolOf("a", "old"), toolOf("a", "now"), toolOf("b")];
    await list(db, "one", 1, [old, other]);
    await list(db, "one", 2, [now, other]);
    // Judged from the earlier listing, saved after the change.
    await saveClassifications(db, "one", [verdictOf("one", old, { risk: "High" }), verdictOf("one", other)]);
    assert.deepEqual(
      (await listTools(db, "one")).map((tool) => tool.classification?.risk ?? null),
      [null, "Low"],
    );
    assert.equal((await all(latestListings(db, { notClassifiedBy: "rules 1" }))).length, 1);

    for (const risk of ["Medium", "Critical"] as const) {
      await saveClassifications(db, "one", [verdictOf("one", now, { risk }), verdictOf("one", other)]);
    }
    assert.equal((await listTools(db, "one"))[0]?.classification?.risk, "Critical");
    assert.equal((await all(latestListings(db, { notClassifiedBy: "rules 1" }))).length, 0);
    assert.equal((await all(latestListings(db, { notClassifiedBy: "rules 2" }))).length, 1);
    assert.equal(await rowsOf(db, classifications), 4);

    const unknown = (error: unknown) => error instanceof DatabaseError && /never listed/.test(error.message);
    await assert.rejects(saveClassifications(db, "none", []), unknown);
    const half = [verdictOf("one", now, { risk: "Low" }), verdictOf("one", toolOf("never"))];
    await assert.rejects(saveClassifications(db, "one", half), unknown);
    assert.equal((await listTools(db, "one"))[0]?.classification?.risk, "Critical");
  });

  test("tools of one name each keep their own verdict and decision", async (t) => {
    const db = await temporaryDatabase(t);
    const tools = [toolOf("run", "first"), toolOf("run", "second"), toolOf("run", "second")];
    await list(db, "one", 1, tools);
    const risks = ["Low", "Medium", "High"] as const;
    const actions = ["allow", "ask", "deny"] as const;
    await saveClassifications(
      db,
      "one",
      tools.map((tool, at) => verdictOf("one", tool, { risk: risks[at] })),
      tools.map((tool, at) => decisionOf(tool, actions[at] ?? "deny")),
    );
    const listed = await listTools(db, "one");
    assert.deepEqual(
      listed.map((tool) => [tool.classification?.risk, tool.decision?.action]),
      [
        ["Low", "allow"],
        ["Medium", "ask"],
        ["High", "deny"],
      ],
    );
  });

  test("snapshots give back what was listed, in order, and only of complete listings", async (t) => {
    const db = await temporaryDatabase(t);
    const record = recordOf("io.example/one", {
      title: "One",
      description: "The first.",
      version: "1.0.0",
      packages: [{ registryType: "npm", identifier: "one", version: "1.0.0" }],
      custom: { kept: true },
    });
    const tools = [
      toolOf("z"),
      toolOf("a"),
      { name: "odd", inputSchema: null, description: 5, extra: [1, { b: 1, a: 2 }] },
    ];
    await saveAttempt(db, record, resultOf(record.name, minute(1), tools));
    await list(db, "empty", 2, []);
    const [one, empty, ...rest] = await all(latestListings(db));
    const { packages: _, ...server } = record;
    assert.deepEqual(one, { server, tools });
    assert.deepEqual(empty, { server: { name: "empty" }, tools: [] });
    assert.deepEqual(rest, []);
  });

  test("a target is the longest server name, then a tool's name, slashes and all", async (t) => {
    const db = await temporaryDatabase(t);
    await list(db, "acme", 1, [toolOf("mcp/run"), toolOf("mcp/server/run"), toolOf("go")]);
    await list(db, "acme/mcp", 2, [toolOf("run"), toolOf("a/b")]);
    const names = async (target: string) => {
      const found = await findTarget(db, target);
      return found.found ? [found.server, found.tool] : found;
    };
    assert.deepEqual(await names("acme"), ["acme", undefined]);
    assert.deepEqual(await names("acme/mcp"), ["acme/mcp", undefined]);
    assert.deepEqual(await names("acme/mcp/run"), ["acme/mcp", "run"]);
    assert.deepEqual(await names("acme/mcp/a/b"), ["acme/mcp", "a/b"]);
    assert.deepEqual(await names("acme/go"), ["acme", "go"]);
    // Only the shorter name has this tool.
    assert.deepEqual(await names("acme/mcp/server/run"), ["acme", "mcp/server/run"]);

    const typo = await findTarget(db, "acme/mcp/rum");
    assert.ok(!typo.found);
    assert.match(typo.message, /"acme\/mcp" has no tool called "rum"/);
    assert.equal(typo.near[0], "acme/mcp/run");
    const unknown = await findTarget(db, "acne");
    assert.ok(!unknown.found && unknown.near.includes("acme"));
    for (const odd of ["", "/", "//", "x/".repeat(5_000), "\0", "%"])
      assert.equal((await findTarget(db, odd)).found, false);
  });

  test("a removed tool is still found, a current one of its name first", async (t) => {
    const db = await temporaryDatabase(t);
    await list(db, "acme", 1, [toolOf("gone"), toolOf("run", "first"), toolOf("run", "second")]);
    await list(db, "acme", 2, [toolOf("run", "second")]);
    const gone = await findTarget(db, "acme/gone");
    assert.ok(gone.found && gone.toolSlug === "gone");
    const page = await readToolPage(db, "acme", "gone");
    assert.equal(page?.removedAt, minute(2));
    const run = await findTarget(db, "acme/run");
    assert.ok(run.found);
    const current = await readToolPage(db, "acme", String(run.toolSlug));
    assert.equal(current?.definition.description, "second");
  });
};
