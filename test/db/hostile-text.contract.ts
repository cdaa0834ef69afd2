import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText, encodeText } from "../../db/exact-text.ts";
import {
  catalogueCounts,
  listServers,
  listTools,
  readServer,
  readToolPage,
  relatedTools,
} from "../../db/queries/catalogue.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import { latestListings } from "../../db/queries/latest-listings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import { type Definition, fingerprintOf } from "../../db/records/definition.ts";
import { freeSlug, slugOf } from "../../db/slug.ts";
import { randomFrom, seedOf } from "../seeded-random.ts";
import { all, decisionOf, minute, recordOf, resultOf, toolSlugs, verdictOf } from "./samples.ts";
import type { TemporaryDatabase } from "./temporary.ts";

const NAMES = [
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "'; drop table tools; --",
  '"quoted"',
  "`back`",
  "a\0b",
  "a\0c",
  "a",
  "\ud800",
  "\udfff",
  "x\ud800y",
  "x\ufffdy",
  "\u0001",
  '\u0001"x"',
  "😀",
  "👩‍👩‍👧",
  "é",
  "e\u0301",
  "ﬀ",
  "\u202egnp.exe",
  "..",
  "../../etc/passwd",
  "C:\\con",
  "con",
  "index",
  "NUL",
  "%2e%2e%2f",
  "?a=b&c#d",
  "<script>alert(1)</script>",
  "{{constructor}}",
  " ",
  "\n\r\t",
  "-rf",
  "_",
  "A",
  "/",
  "a/b/c",
  "İ",
  "ß",
  "名前",
  "%",
  "a_b",
  "a-b",
  "a.b",
  "a b",
  "x".repeat(5_000),
  `${"x".repeat(5_000)}y`,
];

const SAFE = /^[a-z0-9][a-z0-9_-]{0,160}$/;

/** What every database gives back of hostile names and texts. */
export const hostileTextContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("every hostile name comes back as it went in, in every text that a server sends", async (t) => {
    const db = await temporaryDatabase(t);
    const tools = NAMES.map((name): Definition => {
      const own = JSON.parse(`{"${"__proto__"}": {"polluted": true}}`) as object;
      return { ...own, name, title: name, description: `before ${name} after`, inputSchema: { [name]: [name, own] } };
    });
    tools.push(JSON.parse('{"name": "own", "__proto__": {"polluted": true}}') as Definition);
    const record = recordOf("hostile", { title: "a\0\ud800", description: NAMES.join(" ") });
    const texts = { error: "\0\ud800", instructions: NAMES.join("\n"), identifier: "'\0", registryType: "\ud800" };
    await saveAttempt(db, record, resultOf("hostile", minute(1), tools, texts));
    await saveClassifications(
      db,
      "hostile",
      tools.map((tool) => verdictOf("hostile", tool, { rationale: `It is ${tool.name}.` })),
      tools.map((tool) => decisionOf(tool, "ask", tool.name)),
    );

    const [snapshot] = await all(latestListings(db));
    assert.equal(JSON.stringify(snapshot?.tools), JSON.stringify(tools));
    assert.deepEqual(snapshot?.tools.map(fingerprintOf), tools.map(fingerprintOf));
    const listed = await listTools(db, "hostile");
    assert.deepEqual(
      listed.map((tool) => tool.name),
      tools.map((tool) => tool.name),
    );
    const slugs = listed.map((tool) => tool.slug);
    assert.equal(new Set(slugs).size, slugs.length);
    for (const slug of slugs) assert.match(slug, SAFE);
    for (const { slug, name } of listed) {
      const page = await readToolPage(db, "hostile", slug);
      assert.equal(page?.name, name);
      assert.equal(page?.classification?.tool, name);
      assert.equal(page?.decision?.reason, name);
      assert.deepEqual(await findTarget(db, `hostile/${name}`), {
        found: true,
        server: "hostile",
        serverSlug: "hostile",
        tool: name,
        toolSlug: slug,
      });
    }
    const server = await readServer(db, "hostile");
    assert.deepEqual(server?.record, record);
    assert.equal(server?.latestAttempt.error, texts.error);
    assert.equal(server?.latestAttempt.instructions, texts.instructions);
    assert.equal(server?.packages[0]?.identifier, texts.identifier);
    assert.equal((await catalogueCounts(db)).tools, tools.length);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  test("hostile server names have slugs of their own, and relate to each other", async (t) => {
    const db = await temporaryDatabase(t);
    const tool = { name: "__proto__" };
    for (const [n, name] of NAMES.entries()) {
      await saveAttempt(db, recordOf(name), resultOf(name, minute(n), [tool]));
      await saveAttempt(db, recordOf(name), resultOf(name, minute(n + 100), [tool]));
      await saveClassifications(db, name, [verdictOf(name, tool, { capabilities: ["shell"] })]);
    }
    const servers = await listServers(db);
    assert.deepEqual(new Set(servers.map((server) => server.name)), new Set(NAMES));
    assert.equal(new Set(servers.map((server) => server.slug)).size, NAMES.length);
    for (const { slug, name } of servers) {
      assert.match(slug, SAFE);
      assert.equal((await readServer(db, name))?.slug, slug);
      if (name.length <= 300) assert.ok((await findTarget(db, name)).found, name);
    }
    const ids = await toolSlugs(db);
    assert.equal(ids.length, NAMES.length);
    const [first] = ids;
    assert.equal((await relatedTools(db, String(first?.serverSlug), String(first?.toolSlug))).length, 8);
  });

  test("any string survives the encoding of text columns, and no two become one", (t) => {
    const random = randomFrom(seedOf(t));
    const seen = new Map<string, string>();
    for (let n = 0; n < 20_000; n += 1) {
      const units = Array.from({ length: Math.floor(random() * 6) }, () =>
        random() < 0.5 ? Math.floor(random() * 4) : Math.floor(random() * 65_536),
      );
      const text = String.fromCharCode(...units);
      const stored = encodeText(text);
      assert.ok(stored.isWellFormed() && !stored.includes("\0"), JSON.stringify(text));
      assert.equal(decodeText(stored), text);
      assert.ok((seen.get(stored) ?? text) === text);
      seen.set(stored, text);
    }
  });

  test("a slug is readable, safe and short, and a taken one gets a part of the hash", async (t) => {
    assert.equal(slugOf("create_issue"), "create_issue");
    assert.equal(slugOf("createIssue"), "create-issue");
    assert.equal(slugOf("io.github.User/My Server"), "io-github-user-my-server");
    assert.equal(slugOf("@scope/pkg"), "scope-pkg");
    assert.equal(slugOf("Crème brûlée"), "creme-brulee");
    assert.match(slugOf("con"), /^con-[0-9a-f]{8}$/);
    assert.match(slugOf("名前"), /^x-[0-9a-f]{8}$/);
    assert.notEqual(slugOf("名前"), slugOf("名"));
    const taken = new Set(["a-b"]);
    const other = await freeSlug("a.b", "a.b", (slug) => taken.has(slug));
    assert.match(other, /^a-b-[0-9a-f]{8}$/);
    assert.equal(other, await freeSlug("a.b", "a.b", (slug) => taken.has(slug)));
    assert.match(await freeSlug("a.b", "a.b", (slug) => taken.has(slug) || slug === other), /^a-b-[0-9a-f]{16}$/);
    const random = randomFrom(seedOf(t));
    for (let n = 0; n < 20_000; n += 1) {
      const length = Math.floor(random() * 100);
      const text = String.fromCharCode(...Array.from({ length }, () => Math.floor(random() * 65_536)));
      assert.match(slugOf(text), SAFE, JSON.stringify(text));
      const ascii = String.fromCharCode(...Array.from({ length }, () => 32 + Math.floor(random() * 96)));
      assert.match(slugOf(ascii), SAFE, JSON.stringify(ascii));
    }
  });
};
