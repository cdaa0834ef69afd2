// Crawls of sources that tell of changes, one after the other: increments, deletions, and other names of known servers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crawlSources } from "../../cli/commands/crawling/crawl-sources.ts";
import { ProgressLine } from "../../cli/progress.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import type { Found, ReadOptions, Source } from "../../crawler/source.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { readServer } from "../../db/queries/catalogue.ts";
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
  const registry = sourceOf("registry", true);
  const began = Date.now();
  gives = [record(far("io.example/a", "10.0.0.1")), record(far("io.example/b", "10.0.0.2"))];
  assert.deepEqual(
    (await crawl(registry)).rows.map(({ outcome }) => outcome),
    ["refused", "refused"],
  );
  gives = [
    { kind: "deleted", name: "io.example/a" },
    { kind: "deleted", name: "io.example/never-seen" },
  ];
  const increment = await crawl(registry);
  assert.deepEqual([increment.withdrawn, increment.rows.length], [1, 0]);
  assert.ok(asked[0] === null && typeof asked[1] === "string", JSON.stringify(asked));
  const since = Date.parse(asked[1]);
  assert.ok(since < began && since > began - 3_600_000, "since the last pass began, and a margin before");
  assert.ok((await readServer(db, "io.example/a"))?.retiredAt);

  gives = [record(far("io.example/a", "10.0.0.1"))];
  const back = await crawl(registry);
  assert.deepEqual([back.notDue, (await readServer(db, "io.example/a"))?.retiredAt], [1, null]);

  await crawl(registry, true);
  assert.equal(asked.at(-1), null, "--again reads all of it");

  gives = [record(far("other/b", "10.0.0.2")), record(far("other/c", "10.0.0.3"))];
  const other = await crawl(sourceOf("docker", false));
  assert.deepEqual([other.seenAgain, other.rows.map(({ server }) => server)], [1, ["other/c"]]);
  const b = await readServer(db, "io.example/b");
  assert.deepEqual(b?.sources.map(({ source }) => source).sort(), ["docker", "registry"]);
});
