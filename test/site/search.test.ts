import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { listServers } from "../../db/queries/catalogue.ts";
import { FileWriter } from "../../site/files/put.ts";
import { searcher } from "../../site/search/find.ts";
import { PartBuilder } from "../../site/search/index-part.ts";
import { unpackNumbers, wordsOf } from "../../site/search/words.ts";
import { IndexWriter, packNumbers } from "../../site/search/write-index.ts";
import { readBundle } from "../../site/server-bundle.ts";
import { fillDatabase, type Server, SMALL, temporaryHome } from "./catalogue-fixture.ts";

let dir: string;
let remove: () => Promise<void>;
let read: string[] = [];
const find = () => {
  read = [];
  return searcher(async (file) => {
    read.push(file);
    return JSON.parse(await readFile(join(dir, file), "utf8")) as unknown;
  });
};
const ask = (text: string, risks: string[] = [], categories: string[] = []) => ({ text, risks, categories });

/** 300 tools of one word each and one word in common, so that lists are long and shards are several. */
const MANY: Server = {
  record: { name: "many/tools" },
  tools: Array.from({ length: 300 }, (_, at) => ({
    definition: {
      name: `item_number${at}`,
      description: `Fetches the thing called thing${at} ${"padding ".repeat(30)}word${at % 7}`,
    },
    category: "Read" as const,
    risk: "Low" as const,
  })),
};

before(async () => {
  const temporary = await temporaryHome();
  remove = temporary.remove;
  dir = join(temporary.home, "search");
  await fillDatabase(temporary.home, [...SMALL, MANY]);
  const db = await openDatabase(temporary.home);
  const index = new IndexWriter(new FileWriter(), dir);
  // A part for each server, as a catalogue has many.
  for (const { slug } of await listServers(db)) {
    const builder = new PartBuilder();
    builder.add(await readBundle(db, slug));
    index.add(builder.part());
  }
  index.close();
  await closeDatabase(db);
});
after(() => remove?.());

test("text becomes words in every writing", () => {
  assert.deepEqual(wordsOf("getUserByID list_items Straße-Café HTTPServer"), [
    "get",
    "user",
    "id",
    "list",
    "item",
    "straße",
    "cafe",
    "httpserver",
  ]);
  assert.deepEqual(wordsOf("Löscht die Dateien"), ["loscht", "die", "dateien"]);
  assert.deepEqual(wordsOf("删除文件 ok"), ["删", "除", "文", "件", "ok"]);
  assert.deepEqual(wordsOf("deletes queries class"), ["delete", "query", "class"]);
  assert.deepEqual(wordsOf("\u202e<script>"), ["script"]);
});

test("packed numbers come back", () => {
  for (const numbers of [
    [],
    [0],
    [0, 1, 127, 128, 129, 16_384, 515_000, 100_000_000],
    Array.from({ length: 20_000 }, (_, at) => at * 3),
  ])
    assert.deepEqual(unpackNumbers(packNumbers(numbers)), numbers);
});

test("every document that has all the words is found, also for frequent ones", async () => {
  const { total } = await find()(ask("fetches padding"), 500);
  assert.equal(total, 300);
  const third = await find()(ask("thing padding word3"), 500);
  assert.equal(third.total, Array.from({ length: 300 }, (_, at) => at % 7).filter((rest) => rest === 3).length);
  assert.ok(third.results.every(([name]) => Number(name.replace("item_number", "")) % 7 === 3));
});

test("the first results are the first of all, those that match equally in the order of the catalogue", async () => {
  const search = find();
  for (const text of ["fetches padding", "item", "delete", "thing number1"]) {
    const { results, total } = await search(ask(text), 1_000);
    assert.equal(results.length, total);
    for (const most of [1, 3, 20])
      assert.deepEqual((await search(ask(text), most)).results, results.slice(0, most), text);
  }
  const { results } = await search(ask("fetches"), 500);
  assert.deepEqual(
    results.map(([name]) => name),
    MANY.tools.map(({ definition }) => definition.name),
  );
});

test("a name comes before a description, a whole word before its beginning", async () => {
  const { results } = await find()(ask("delete"));
  assert.equal(results[0]?.[0], "delete_berth");
  const started = await find()(ask("dele"));
  assert.equal(started.results[0]?.[0], "delete_berth");
  const number = await find()(ask("number12"));
  assert.equal(number.results[0]?.[0], "item_number12");
});

test("filters stand alone or with words", async () => {
  const critical = await find()(ask("", ["Critical"], ["Financial"]));
  assert.ok(critical.total > 0);
  assert.ok(critical.results.every(([, , , risk, category]) => risk === "Critical" && category === "Financial"));
  const both = await find()(ask("berth", ["Low", "Critical"], []));
  assert.deepEqual(new Set(both.results.map(([, , , risk]) => risk)), new Set(["Low", "Critical"]));
  assert.equal((await find()(ask("nothinghasthis"))).total, 0);
  assert.equal((await find()(ask("  "))).total, 0);
});

test("servers are found by name, and a file is read once", async () => {
  const search = find();
  const { results } = await search(ask("harbour berths"));
  assert.deepEqual(results[0]?.slice(0, 2), ["Harbour Berths", "/servers/harbour-berths/"]);
  await search(ask("harbour berths"));
  assert.equal(new Set(read).size, read.length);
});

test("a file that could not be read is asked for again", async () => {
  let fails = true;
  const search = searcher(async (file) => {
    if (fails) throw new Error("offline");
    return JSON.parse(await readFile(join(dir, file), "utf8")) as unknown;
  });
  await assert.rejects(search(ask("berth")), /offline/);
  fails = false;
  assert.ok((await search(ask("berth"))).total > 0);
});
