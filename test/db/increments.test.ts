// Crawls of sources that tell of changes, one after the other: increments, deletions, and other names of known servers.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { crawlSources } from "../../cli/commands/crawling/crawl-sources.ts";
import { ProgressLine } from "../../cli/progress.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import type { Found, ReadOptions, Source } from "../../crawler/source.ts";
import { registry } from "../../crawler/sources/registry.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { listTools, readServer } from "../../db/queries/catalogue.ts";
import { MAX_DEPTH } from "../../db/records/definition.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { temporaryFolder } from "./temporary.ts";

/** Refused without anything being dialled: its address lies in a private network. */
const far = (name: string, host: string): ServerRecord => ({
  name,
  remotes: [{ type: "streamable-http", url: `https://${host}/mcp` }],
});
const record = (one: ServerRecord): Found => ({ kind: "record", record: one });

test("the second crawl of a registry asks for changes alone, and follows its deletions", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const asked: (string | null | undefined)[] = [];
  let gives: Found[] = [];
  const sourceOf = (id: string, tellsChanges: boolean): Source => ({
    id,
    says: "a registry of this test",
    argument: null,
    tellsChanges,
    async *read(_argument: string | null, options?: ReadOptions) {
      asked.push(options?.since);
      yield* gives;
    },
  });
  const crawl = (source: Source, again = false) =>
    crawlSources(
      db,
      [{ source, argument: null }],
      {
        home,
        concurrency: 2,
        deadlineSeconds: 5,
        again,
        signal: AbortSignal.timeout(60_000),
        sandboxFor: () => none,
      },
      new ProgressLine(),
    );
  const official = sourceOf("registry", true);
  const began = Date.now();
  gives = [record(far("io.example/a", "10.0.0.1")), record(far("io.example/b", "10.0.0.2"))];
  assert.deepEqual(
    (await crawl(official)).rows.map(({ outcome }) => outcome),
    ["refused", "refused"],
  );
  gives = [
    { kind: "deleted", name: "io.example/a" },
    { kind: "deleted", name: "io.example/never-seen" },
  ];
  const increment = await crawl(official);
  assert.deepEqual([increment.withdrawn, increment.rows.length], [1, 0]);
  assert.ok(asked[0] === null && typeof asked[1] === "string", JSON.stringify(asked));
  const since = Date.parse(asked[1]);
  assert.ok(since < began && since > began - 3_600_000, "since the last pass began, and a margin before");
  assert.ok((await readServer(db, "io.example/a"))?.retiredAt);

  gives = [record(far("io.example/a", "10.0.0.1"))];
  const back = await crawl(official);
  assert.deepEqual([back.notDue, (await readServer(db, "io.example/a"))?.retiredAt], [1, null]);

  await crawl(official, true);
  assert.equal(asked.at(-1), null, "--again reads all of it");

  gives = [record(far("other/b", "10.0.0.2")), record(far("other/c", "10.0.0.3"))];
  const other = await crawl(sourceOf("docker", false));
  assert.deepEqual([other.seenAgain, other.rows.map(({ server }) => server)], [1, ["other/c"]]);
  const b = await readServer(db, "io.example/b");
  assert.deepEqual(b?.sources.map(({ source }) => source).sort(), ["docker", "registry"]);
});

test("two registries are two sources: one deletes nothing that the other has, and each tells of its own changes", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const gives = new Map<string | null, Found[]>();
  const asked: string[] = [];
  const source: Source = {
    ...registry,
    async *read(argument, options) {
      asked.push(`${argument} ${options?.since === null ? "all" : "changes"}`);
      yield* gives.get(argument) ?? [];
    },
  };
  const settings = { home, concurrency: 2, deadlineSeconds: 5, again: false, sandboxFor: () => none };
  const crawl = (argument: string | null, found: Found[]) => {
    gives.set(argument, found);
    const signal = AbortSignal.timeout(60_000);
    return crawlSources(db, [{ source, argument }], { ...settings, signal }, new ProgressLine());
  };
  const gone = (name: string): Found => ({ kind: "deleted", name });
  const isRetired = async (name: string) => (await readServer(db, name))?.retiredAt !== null;
  const sourcesOf = async (name: string) => (await readServer(db, name))?.sources.map((one) => one.source).sort();
  const OWN = "https://registry.example/mcp/?search=files";

  await crawl(null, [record(far("io.example/a", "10.0.0.1")), record(far("io.example/both", "10.0.0.2"))]);
  await crawl(OWN, [record(far("io.example/both", "10.0.0.2")), record(far("io.example/own", "10.0.0.3"))]);
  assert.deepEqual(await sourcesOf("io.example/both"), ["registry", "registry:https://registry.example/mcp"]);
  assert.deepEqual(await sourcesOf("io.example/own"), ["registry:https://registry.example/mcp"]);

  assert.equal((await crawl(OWN, [gone("io.example/a"), gone("io.example/never")])).withdrawn, 0);
  assert.equal(await isRetired("io.example/a"), false, "it is deleted where it never was");
  assert.equal((await crawl(null, [gone("io.example/both"), gone("io.example/own")])).withdrawn, 1);
  assert.equal(await isRetired("io.example/both"), false, "the other registry has it");
  assert.equal(await isRetired("io.example/own"), false);
  await crawl(OWN, [gone("io.example/both")]);
  assert.equal(await isRetired("io.example/both"), true);
  await crawl(null, [record(far("io.example/both", "10.0.0.2"))]);
  assert.equal(await isRetired("io.example/both"), false);

  await crawl(OWN, [gone("io.example/own")]);
  assert.equal(await isRetired("io.example/own"), true);
  await crawl(null, [record(far("io.example/own", "10.0.0.3"))]);
  assert.equal(await isRetired("io.example/own"), false, "another registry tells of it, although it is not due");
  await crawl(null, [gone("io.example/own")]);
  const docker: Source = {
    id: "docker",
    says: "a catalogue of this test",
    argument: null,
    read: async function* () {
      yield record(far("docker/own", "10.0.0.3"));
    },
  };
  const signal = AbortSignal.timeout(60_000);
  await crawlSources(db, [{ source: docker, argument: null }], { ...settings, signal }, new ProgressLine());
  assert.equal(await isRetired("io.example/own"), false, "another source tells of it by another name");
  assert.deepEqual(
    asked.slice(0, 4),
    ["null all", `${OWN} all`, `${OWN} changes`, "null changes"],
    "each is read from where it was itself",
  );
});

/** Crawls one source of this test until it ends, or until `signal` says so. */
const crawlOf = async (t: TestContext, source: Omit<Source, "says">, signal = AbortSignal.timeout(60_000)) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  t.after(() => closeDatabase(db));
  const settings = { home, concurrency: 2, deadlineSeconds: 5, again: false, signal, sandboxFor: () => none };
  const whole: Source = { says: "a source of this test", ...source };
  return { db, crawl: () => crawlSources(db, [{ source: whole, argument: null }], settings, new ProgressLine()) };
};

test("a saved listing may nest as deeply as any", async (t) => {
  let schema: object = {};
  for (let level = 0; level < MAX_DEPTH - 2; level++) schema = { a: schema };
  const tool = { name: "deep", inputSchema: schema };
  const { db, crawl } = await crawlOf(t, {
    id: "saved",
    argument: null,
    async *read() {
      yield { kind: "snapshot", snapshot: { server: { name: "deep" }, tools: [tool] } };
    },
  });
  assert.equal((await crawl()).rows.length, 1);
  assert.deepEqual(
    (await listTools(db, "deep")).map(({ definition }) => definition),
    [tool],
  );
});

test("a crawl that is interrupted while its source is read ends as one that is", async (t) => {
  const interrupted = new AbortController();
  const { crawl } = await crawlOf(
    t,
    {
      id: "slow",
      argument: null,
      async *read(_argument, options) {
        yield record(far("io.example/first", "10.0.0.1"));
        interrupted.abort(new Error("interrupted"));
        options?.signal?.throwIfAborted();
      },
    },
    interrupted.signal,
  );
  assert.deepEqual((await crawl()).rows, []);
});

test("a source may say of any number of servers at once that they are deleted", async (t) => {
  const { crawl } = await crawlOf(t, {
    id: "deletes",
    argument: null,
    async *read() {
      for (let n = 0; n < 40_000; n++) yield { kind: "deleted", name: `io.example/${n}` };
    },
  });
  assert.equal((await crawl()).withdrawn, 0);
});
