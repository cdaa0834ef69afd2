import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { decide } from "../../policy/decide.ts";
import { aliasOf, type Format } from "../../policy/format.ts";
import { FORMATS } from "../../policy/formats.ts";
import { buildSite } from "../../site/build.ts";
import { decoded } from "../../site/files/html-markdown.ts";
import { classificationOf, fillDatabase, ORDINARY, type Server, SMALL, temporaryHome } from "./catalogue-fixture.ts";
import { filesOf } from "./site-files.ts";

/** Words that compress badly, the same on every run. */
const words = (n: number, seed: number): string =>
  Array.from({ length: n }, (_, at) => hash("sha256", `${seed} ${at}`).slice(0, 9)).join(" ");

/** A server whose tools say more of everything than any page has room for. */
const ENDLESS: Server = {
  record: { name: "endless/texts", description: words(200, 0) },
  tools: (["Read", "Write", "Execute", "Destructive", "Financial"] as const).map((category, at) => {
    const description = words(4_000, at);
    return {
      definition: {
        name: `tell_${category}_${words(1, at)}`,
        title: words(20, at + 100),
        description,
        inputSchema: {
          type: "object",
          properties: Object.fromEntries(
            Array.from({ length: 150 }, (_, n) => [
              `argument_${words(1, n)}`,
              { type: "string", description: words(40, n), enum: words(12, n).split(" ") },
            ]),
          ),
        },
        outputSchema: { description: words(2_000, at) },
        annotations: { readOnlyHint: true, destructiveHint: true },
      },
      category,
      risk: "Critical",
      capabilities: ["shell", "bulk", "reads-files", "writes-files", "network-egress", "moves-money", "runs-sql"],
      operations: Array.from({ length: 40 }, (_, n) => ({
        argument: "mode",
        value: words(2, n),
        category,
        risk: "High" as const,
        confidence: 0.6,
      })),
      findings: Array.from({ length: 80 }, (_, n) => ({
        rule: "hidden",
        level: "high" as const,
        field: "description",
        start: n * 100,
        end: n * 100 + 90,
        quote: description.slice(n * 100, n * 100 + 90),
        says: `text that speaks to the model, number ${n}`,
        remedy: "take it out",
      })),
    };
  }),
};

let home: string;
let out: string;
let remove: () => Promise<void>;
let files: string[];
const read = (file: string): Promise<string> => readFile(join(out, file), "utf8");

before(async () => {
  ({ home, remove } = await temporaryHome());
  out = join(home, "out");
  await fillDatabase(home, [...SMALL, ENDLESS]);
  const steps: number[] = [];
  const { pages } = await buildSite({ home, outDir: out, onProgress: ({ pages: done }) => steps.push(done) });
  files = await filesOf(out);
  assert.equal(pages, files.filter((file) => file.endsWith(".html")).length);
  assert.equal(steps.at(-1), pages);
});
after(() => remove?.());

/** The addresses that a page links to, as written. */
const linksIn = (html: string): string[] =>
  [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) =>
    (match[1] ?? "").replaceAll("&#38;", "&").replaceAll("&amp;", "&"),
  );

test("every link inside the site leads to a file, and every fragment to an element", async () => {
  const broken: string[] = [];
  for (const file of files.filter((name) => name.endsWith(".html"))) {
    const html = await read(file);
    for (const link of linksIn(html)) {
      if (/^https?:|^mailto:/.test(link)) continue;
      const [address = "", fragment] = link.split("#");
      // What follows a question mark is read by the page's own script.
      const [path = ""] = address.split("?");
      if (path !== "" && !path.startsWith("/")) broken.push(`${file}: ${link} is relative`);
      const target = path === "" ? file : `${path.slice(1)}${path.endsWith("/") ? "index.html" : ""}`;
      if (!files.includes(target)) broken.push(`${file}: ${link} leads nowhere`);
      else if (fragment && !(await read(target)).includes(`id="${fragment}"`))
        broken.push(`${file}: ${link} has no target`);
    }
  }
  assert.deepEqual(broken, []);
});

test("no address comes from a name or a text of a server, and what may be a link is marked", async () => {
  assert.deepEqual(
    files.filter((file) => !/^[a-z0-9_./-]+$/i.test(file) || file.includes("..")),
    [],
  );
  for (const file of files.filter((name) => name.endsWith(".html"))) {
    const html = await read(file);
    const schemes = linksIn(html).filter((link) => /^[a-z][a-z0-9+.-]*:/i.test(link) && !/^https?:\/\//.test(link));
    assert.deepEqual(schemes, [], file);
    for (const [tag] of html.matchAll(/<a\s[^>]*href="https?:[^>]*>/g))
      assert.match(tag, /rel="noopener/, `${file}: ${tag}`);
  }
  const berths = await read("servers/harbour-berths/index.html");
  assert.match(berths, /<a href="https:\/\/example\.org\/harbour\/berths" rel="noopener nofollow ugc">/);
});

test("each page carries the policy, and its one style sheet is what the policy allows", async () => {
  const headers = await read("_headers");
  for (const file of files.filter((name) => name.endsWith(".html"))) {
    const html = await read(file);
    const csp =
      /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'") ?? "";
    assert.doesNotMatch(csp, /unsafe|\*|https?:/);
    assert.ok(headers.includes(csp), `${file}: the header says otherwise`);
    const style = /<style>(:root[\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
    assert.ok(csp.includes(`'sha256-${hash("sha256", style, "base64")}'`), `${file}: another style sheet`);
    // Values of attributes may hold anything but a quote, so they are taken out before elements are counted.
    const tags = html.replace(style, "").replace(/="[^"]*"/g, "");
    assert.equal(tags.match(/<style/g)?.length, 1, file);
    assert.doesNotMatch(tags, /<(iframe|object|embed|base|form action)/, file);
    assert.doesNotMatch(tags, /<[^>]+\s(style|on[a-z]+)\b/, `${file}: has an inline style or handler`);
  }
});

test("no script is empty, and all of them together stay small", async () => {
  const scripts = files.filter((file) => /^assets\/.*\.js$/.test(file));
  const bytes = await Promise.all(scripts.map(async (file) => gzipSync(await read(file)).length));
  assert.ok(scripts.length >= 4);
  assert.ok(
    bytes.every((one) => one > 100),
    `an empty script among ${scripts.join(", ")}`,
  );
  assert.ok(bytes.reduce((sum, one) => sum + one, 0) < 30_000);
});

test("the seed's tool gets the policy of the seed's page, byte for byte, on its page and beside it", async () => {
  const policy = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "resume_background_task": {
      "limits": [
        {
          "counter": "resume_background_task_rate",
          "window": "minute",
          "max": 10,
          "scope": "grant"
        }
      ]
    }
  }
}`;
  assert.equal(await read("tools/harbour-berths/resume_background_task/policy.json"), policy);
  const html = await read("tools/harbour-berths/resume_background_task/index.html");
  const shown = /data-copy-text[^>]*>([\s\S]*?)<\/pre>/.exec(html)?.[1]?.replaceAll("&quot;", '"');
  assert.equal(shown, policy);
});

test("a tool's rule is the same on its page and in the policy of its server", async () => {
  const whole = JSON.parse(await read("servers/harbour-berths/policy.json")) as {
    tools: Record<string, unknown>;
    hide: string[];
  };
  for (const { definition } of ORDINARY.tools) {
    const own = JSON.parse(await read(`tools/harbour-berths/${definition.name}/policy.json`)) as typeof whole;
    assert.deepEqual(own.tools?.[definition.name], whole.tools[definition.name]);
    assert.equal(own.hide?.includes(definition.name) ?? false, whole.hide.includes(definition.name));
  }
});

test("a server's page holds its policy in every format, or leads to the builder for each where it has many tools", async () => {
  const html = await read("servers/harbour-berths/index.html");
  const { record, tools } = ORDINARY;
  const decisions = tools.map((tool) => decide(classificationOf(record.name, tool), tool.definition));
  const many = await read("servers/hostile-texts/index.html");
  for (const format of FORMATS.filter(({ id }) => id !== "policy-json")) {
    const { text } = format.render(decisions, { alias: aliasOf(record.name), serverName: record.name });
    const tab = html.split(`<summary>${format.product}</summary>`)[1] ?? "";
    assert.equal(decoded(/<pre[^>]*>([\s\S]*?)<\/pre>/.exec(tab)?.[1] ?? ""), text, format.id);
    assert.ok(many.includes(`/builder/?server=hostile-texts&amp;format=${format.id}"`), format.id);
  }
  assert.doesNotMatch(many, /<details name="format"/);
});

test("evidence is marked where it stands in the definition", async () => {
  const html = await read("tools/harbour-berths/list_berths/index.html");
  const marks = [...html.matchAll(/<mark[^>]*>([\s\S]*?)<\/mark>/g)].map((match) => match[1]?.replace(/\s+/g, " "));
  assert.deepEqual(marks, ["list_ber", "Lists the bert", '{ "type": "obj']);
});

test("no page calls a tool safe, and none has the slips that templates make", async () => {
  for (const file of files.filter((name) => name.startsWith("tools/harbour-berths/") && name.endsWith(".html"))) {
    const text = (await read(file)).replace(/<style>[\s\S]*?<\/style>|<[^>]+>/g, " ");
    assert.doesNotMatch(text, /\bis safe\b(?!\.)/i, file);
    assert.doesNotMatch(
      text,
      /\ba Execute|\ban (Read|Write|Destructive|Financial)\b|MCP Server MCP Server|\.\.(?!\.)|undefined|\[object/,
      file,
    );
  }
});

test("questions are structured data that parses, and stay inside their element", async () => {
  for (const file of files.filter((name) => name.startsWith("tools/") && name.endsWith(".html"))) {
    const html = await read(file);
    const blocks = [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)];
    assert.equal(blocks.length, 1, file);
    const data = JSON.parse(blocks[0]?.[1] ?? "") as { mainEntity: { name: string }[] };
    assert.equal(data.mainEntity.length, 6);
    assert.doesNotMatch(blocks[0]?.[1] ?? "", /</);
  }
});

test("no page of a tool is larger than the first bytes that a server sends, whatever its definition says", async () => {
  const heavy: string[] = [];
  for (const file of files.filter((name) => name.startsWith("tools/") && name.endsWith(".html"))) {
    const bytes = gzipSync(await read(file)).length;
    if (bytes > 14 * 1024) heavy.push(`${file}: ${bytes} bytes`);
  }
  assert.deepEqual(heavy, []);
  const endless = files.filter((name) => /^tools\/endless-texts\/.*html$/.test(name));
  assert.equal(endless.length, 5);
  for (const file of endless) {
    const html = await read(file);
    // What is left out is said to be, with where it stands.
    assert.match(html, /<a href="\/api\/v1\/tools\/endless-texts\/[^"]*">the whole definition/);
    assert.match(html, /And \d+ more, in <a href="\/api/);
    const linked = (id: string): boolean => html.includes(`/builder/?server=endless-texts&amp;format=${id}"`);
    const written = ({ product }: Format): boolean => html.includes(`<summary>${product}</summary>`);
    // The page's own policy.json stands there whatever the room; each other format is written out or led to.
    const others = FORMATS.filter(({ id }) => id !== "policy-json");
    assert.ok(others.some(({ id }) => linked(id)));
    for (const format of others) assert.notEqual(written(format), linked(format.id), `${file}: ${format.id}`);
    for (const id of [
      "what",
      "why",
      "attacks",
      "control",
      "history",
      "related",
      "deeper",
      "questions",
      "server",
      "contact",
    ])
      assert.ok(html.includes(`<section id="${id}"`), `${file}: no section ${id}`);
  }
});

test("a failed attempt is said to have failed, and is judged by nothing", async () => {
  const html = await read("servers/closed-door/index.html");
  assert.match(html, /could not be listed/);
  assert.match(html, /gated/);
  assert.doesNotMatch(html, /policy\.json/);
});

test("under a path of a site, every link begins with that path", async () => {
  const other = join(home, "below");
  await buildSite({ home, outDir: other, siteUrl: "https://example.org/risk" });
  const html = await readFile(join(other, "tools/harbour-berths/pay_fee/index.html"), "utf8");
  assert.deepEqual(
    linksIn(html).filter((link) => !/^(https?:|\/risk\/|#)/.test(link)),
    [],
  );
  assert.match(html, /<link rel="canonical" href="https:\/\/example\.org\/risk\/tools\/harbour-berths\/pay_fee\/"/);
});

test("every address of this site in data, twins, feeds and sitemaps leads to a file", async () => {
  const below = join(home, "below");
  const all = new Set(await filesOf(below));
  const broken = new Set<string>();
  let followed = 0;
  for (const file of all) {
    if (!/\.(md|txt|xml|json)$/.test(file) || file.includes("/schemas/") || file.startsWith("search/")) continue;
    const text = await readFile(join(below, file), "utf8");
    const found = [...text.matchAll(/https:\/\/example\.org\/risk\/([^\s"'<>)\\?#]*)/g)].map((match) => match[1] ?? "");
    // In data, pages and files are named by their path inside the site.
    if (file.startsWith("api/"))
      found.push(...[...text.matchAll(/"(?:page|data)":"\/([^"]*)"/g)].map((match) => match[1] ?? ""));
    for (const path of found) {
      followed++;
      if (!all.has(path === "" || path.endsWith("/") ? `${path}index.html` : path)) broken.add(`${file}: /${path}`);
    }
  }
  assert.deepEqual([...broken].slice(0, 20), []);
  assert.ok(followed > 500, `only ${followed} addresses were followed`);
});

test("a cancelled build ends with the reason and leaves no half-open database", async () => {
  const stop = new AbortController();
  const began = buildSite({
    home,
    outDir: join(home, "never"),
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("enough")),
  });
  await assert.rejects(began, /enough/);
  await assert.rejects(buildSite({ home, outDir: out, siteUrl: "ftp://x" }), /begins with https/);
  await assert.rejects(buildSite({ home, outDir: out, contactUrl: "javascript:pwned()" }), /contact address/);
});
