import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const AREAS = ["crawler", "classifier", "policy", "db", "site", "cli"];
const MAX_LINES = 400;

/** Which areas a file may import, by the first pattern that its path begins with; `db/records` is the ground floor. */
const MAY_IMPORT: [string, string[]][] = [
  ["db/records/", ["db/records/"]],
  ["db/", ["db/"]],
  ["crawler/", ["crawler/", "db/records/"]],
  ["classifier/", ["classifier/", "db/records/"]],
  ["policy/", ["policy/", "db/records/"]],
  ["site/", ["site/", "db/", "classifier/", "policy/", "crawler/"]],
  ["cli/catalogue-server/", ["cli/", "db/", "classifier/", "policy/", "site/", "crawler/"]],
  ["cli/stack/", ["cli/", "db/records/", "classifier/", "crawler/"]],
  ["cli/commands/", ["cli/", "site/", "db/", "classifier/", "policy/", "crawler/"]],
  ["cli/", ["cli/", "db/records/"]],
  // What others import: it must load where there is no Node, so nothing with a database or a process is in it.
  ["library.ts", ["classifier/", "policy/", "db/records/"]],
];

/** Every folder of things, with the list that names them: `folder/<id>.ts` ⇔ an entry with that id in the list. */
const LISTS: [folder: string, list: string, exported: string][] = [
  ["crawler/sources", "crawler/sources.ts", "SOURCES"],
  ["crawler/launchers", "crawler/launchers.ts", "LAUNCHERS"],
  ["crawler/sandboxes", "crawler/sandboxes.ts", "SANDBOXES"],
  ["classifier/rules", "classifier/rules.ts", "RULES"],
  ["policy/formats", "policy/formats.ts", "FORMATS"],
  ["cli/commands", "cli/commands.ts", "COMMANDS"],
  ["cli/reports", "cli/reports.ts", "REPORTS"],
];

const sources = [
  ...AREAS.flatMap((area) =>
    globSync(`${area}/**/*.{ts,js,astro}`, { cwd: root }).filter((file) => !file.includes("node_modules")),
  ).map((file) => file.replaceAll("\\", "/")),
  "library.ts",
];

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)].map((match) =>
    normalize(join(dirname(file), match[1] ?? "")).replaceAll("\\", "/"),
  );

test("imports go only in the directions of the design", () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const rule = MAY_IMPORT.find(([prefix]) => file.startsWith(prefix));
    assert.ok(rule, `${file}: no import rule for this place`);
    for (const target of importsOf(file)) {
      const area = AREAS.some((name) => target.startsWith(`${name}/`));
      if (area && !rule[1].some((prefix) => target.startsWith(prefix))) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every import of ours names a file that exists", () => {
  const missing = sources.flatMap((file) =>
    importsOf(file)
      .filter((target) => /\.(ts|astro|json|css)$/.test(target) && !existsSync(join(root, target)))
      .map((target) => `${file} imports ${target}`),
  );
  assert.deepEqual(missing, []);
});

test("no circle of imports", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const target of importsOf(file)) if (sources.includes(target)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  assert.deepEqual(circles, []);
});

test(`no source file is longer than ${MAX_LINES} lines`, () => {
  const others = globSync(["test/**/*.ts", "site/src/**/*.css"], { cwd: root });
  const long = [...sources, ...others]
    .map((file) => [file, readFileSync(join(root, file), "utf8").split("\n").length] as const)
    .filter(([, lines]) => lines > MAX_LINES);
  assert.deepEqual(long, []);
});

test("no file has a name that says nothing", () => {
  const vague = sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc|index)(\.ts|\/)/.test(file));
  assert.deepEqual(vague, []);
});

for (const [folder, list, exported] of LISTS) {
  test(`${list} lists exactly the files of ${folder}/`, async () => {
    const files = globSync("*.ts", { cwd: join(root, folder) })
      .map((file) => file.replace(/\.ts$/, ""))
      .sort();
    const module = (await import(join(root, list))) as Record<string, readonly { id: string }[]>;
    const ids = (module[exported] ?? []).map((entry) => entry.id);
    assert.ok(ids.length > 0, `${list} exports no ${exported}`);
    assert.deepEqual([...ids].sort(), files);
    assert.equal(new Set(ids).size, ids.length, "an id stands twice");
    const text = readFileSync(join(root, list), "utf8");
    const dir = relative(dirname(list), folder);
    assert.deepEqual(
      files.filter((file) => !text.includes(`./${dir}/${file}.ts`)),
      [],
    );
  });
}
