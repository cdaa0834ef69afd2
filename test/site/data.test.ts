import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ClassificationSchema, RISKS } from "../../db/records/classification.ts";
import { buildSite } from "../../site/build.ts";
import { gradeBadge } from "../../site/files/badge.ts";
import { csvField } from "../../site/files/bulk.ts";
import { atLeast, jsonFeedOf, rssOf, xmlText } from "../../site/files/feeds.ts";
import { fenced, inline } from "../../site/files/markdown.ts";
import { signsPicture } from "../../site/files/pictures.ts";
import { fillDatabase, SMALL, temporaryHome } from "./catalogue-fixture.ts";
import { HOSTILE } from "./hostile-text.ts";
import { filesOf } from "./site-files.ts";

let out: string;
let remove: () => Promise<void>;
let files: string[];
const read = (file: string): Promise<string> => readFile(join(out, file), "utf8");
const TOOLS = SMALL.reduce((sum, server) => sum + server.tools.length, 0);

before(async () => {
  const temporary = await temporaryHome();
  remove = temporary.remove;
  out = join(temporary.home, "out");
  await fillDatabase(temporary.home, SMALL);
  await buildSite({ home: temporary.home, outDir: out });
  files = await filesOf(out);
});
after(() => remove?.());

test("every page of a tool, a server and an entry has its data and its Markdown twin", async () => {
  const kinds =
    /^(tools|servers|attacks|rules|risks|categories|capabilities|owasp|formats|sources|glossary)\/.+\/index\.html$/;
  for (const page of files.filter((file) => kinds.test(file))) {
    assert.ok(files.includes(page.replace("index.html", "index.md")), `${page} has no twin`);
    const api = `api/v1/${page.replace("/index.html", ".json")}`;
    assert.ok(files.includes(api), `${page} has no data`);
    JSON.parse(await read(api));
  }
});

test("every page that is written as a page has its data and its twin too, which say what it says", async () => {
  const paths = ["about", "changes", "compare", "contact", "glossary", "method", "risks", "rules", "statistics"];
  for (const path of paths) {
    const html = await read(`${path}/index.html`);
    const markdown = await read(`${path}/index.md`);
    const data = JSON.parse(await read(`api/v1/${path}.json`)) as { page: string; title: string; markdown: string };
    assert.equal(data.page, `/${path}/`);
    assert.equal(data.markdown, markdown);
    const heading = /<h1[^>]*>([^<]*)<\/h1>/.exec(html)?.[1] ?? "none";
    assert.ok(markdown.startsWith(`# ${heading}\n`), `${path}: ${markdown.slice(0, 80)}`);
    assert.doesNotMatch(markdown, /<[a-z/]|&(amp|lt|gt|quot|#\d+);|undefined/, path);
  }
  const { figures } = JSON.parse(await read("api/v1/statistics.json")) as { figures: { tools: number } };
  assert.equal(figures.tools, TOOLS);
  const home = await read("index.md");
  for (const text of HOSTILE) assert.ok(!/[<>]/.test(text) || !home.includes(text), text);
});

test("the twins of tools and servers say what their pages say beyond the verdict", async () => {
  const tool = await read("tools/harbour-berths/run_pump/index.md");
  assert.match(tool, /What it takes:\n\n- command \(string, required\)\n- mode \(a choice\)/);
  assert.match(tool, /several operations:\n\n- mode is slow: Medium, Execute\n- mode is fast: High, Execute/);
  const claims = await read("tools/harbour-berths/list_berths/index.md");
  assert.match(claims, /What its author claims, which is no fact:\n\n- readOnlyHint: true: it only reads\./);
  const server = await read("servers/hostile-texts/index.md");
  assert.match(server, /## Findings in its texts\n\n- hidden, high: /);
});

test("one count everywhere", async () => {
  const lines = (await read("api/v1/tools.jsonl")).trimEnd().split("\n");
  assert.equal(lines.length, TOOLS);
  for (const line of lines) ClassificationSchema.parse(JSON.parse(line));
  const rows = (await read("api/v1/tools.csv")).split('"\r\n"').length - 1;
  assert.equal(rows, TOOLS);
  const index = JSON.parse(await read("api/v1/index.json")) as { counts: { classified: number; servers: number } };
  assert.equal(index.counts.classified, TOOLS);
  assert.equal(index.counts.servers, SMALL.length);
  assert.match(await read("llms.txt"), new RegExp(`${TOOLS} tools of ${SMALL.length} servers`));
  assert.match(await read("index.html"), new RegExp(`>${TOOLS} tools<`));
  assert.match(await read("statistics/index.html"), new RegExp(`${TOOLS} tools`));
  const policies = files.filter((file) => /^tools\/.*policy\.json$/.test(file));
  assert.equal(policies.length, TOOLS);
});

test("hostile text stays text in CSV, XML and Markdown", async () => {
  for (const text of HOSTILE) {
    assert.match(csvField(text), /^"([^"]|"")*"$/s);
    assert.doesNotMatch(csvField(text), /^"\s*[=+@]/);
    assert.doesNotMatch(xmlText(text), /[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
    assert.doesNotMatch(inline(text), /(?<!\\)[<>*_[\]`]/);
    assert.doesNotMatch(inline(text), /\n/);
    const [first = "", ...lines] = fenced(text).split("\n");
    assert.equal(lines.at(-1), first);
    assert.ok(!lines.slice(0, -1).some((line) => line.trim() === first), "the fence is closed from within");
  }
  assert.equal(csvField(-0.5), '"-0.5"');
});

test("feeds hold each change once, and those of a level", () => {
  const change = (id: number, level: "low" | "critical", says: string) => ({
    id,
    server: "a/b",
    tool: "t",
    kinds: ["schema-wider" as const] as ["schema-wider"],
    level,
    before: "1",
    after: "2",
    says: [says],
    at: "2026-11-20T09:30:00.000Z",
    slug: "t",
    serverSlug: "a-b",
    serverTitle: "A & <B>",
  });
  const changes = [change(2, "low", "accepts more"), change(1, "critical", HOSTILE.join(" "))];
  const place = { title: "Changes", home: "/changes/", self: "/feeds/changes.json" };
  const rss = rssOf(changes, place, (path) => `https://example.org${path}`);
  assert.equal(rss.match(/<item>/g)?.length, 2);
  assert.match(rss, /<link>https:\/\/example\.org\/tools\/a-b\/t\/<\/link>/);
  assert.doesNotMatch(rss, /<script|<B>/);
  const feed = JSON.parse(jsonFeedOf(changes, place, (path) => path)) as { items: { _toolrisk: { cursor: number } }[] };
  assert.deepEqual(
    feed.items.map((item) => item._toolrisk.cursor),
    [2, 1],
  );
  assert.equal(atLeast(changes, "high").length, 1);
});

test("a badge says the grade in words, and nothing of a server", () => {
  assert.match(gradeBadge({ letter: "B", points: 12, parts: [] }), /aria-label="toolrisk: grade B"/);
  assert.match(gradeBadge({ letter: null, reason: "<script>" }), /not graded/);
  assert.doesNotMatch(gradeBadge({ letter: null, reason: "<script>" }), /script/);
});

test("schemas of the contracts stand beside the data", async () => {
  for (const name of ["snapshot", "classification", "policy"]) {
    const schema = JSON.parse(await read(`api/v1/schemas/${name}.json`)) as { type: string };
    assert.equal(schema.type, "object");
  }
});

test("pictures of the levels differ, and are PNG files of the size that is asked for", () => {
  const pictures = [null, ...RISKS].map((risk) => Buffer.from(signsPicture(risk)));
  for (const picture of pictures) {
    assert.equal(picture.toString("latin1", 1, 4), "PNG");
    assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [1200, 630]);
    assert.ok(picture.length < 40_000);
  }
  assert.equal(new Set(pictures.map((picture) => picture.toString("latin1"))).size, 5);
});
