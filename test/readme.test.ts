import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../cli/commands.ts";
import { FORMATS } from "../policy/formats.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const pages = ["README.md", "CONTRIBUTING.md", ...globSync("docs/*.md", { cwd: root })];

test("every verb that a page of the documentation names exists", () => {
  const verbs = new Set(COMMANDS.map((command) => command.id));
  const unknown = pages.flatMap((page) =>
    [...read(page).matchAll(/(?:^|[`$ ])(?:toolrisk --|toolrisk) ([a-z]+)(?=[ `\n])/gm)]
      .filter(([text]) => text.includes("`") || text.includes("--") || text.includes("$"))
      .map(([, verb = ""]) => verb)
      .filter((verb) => !verbs.has(verb))
      .map((verb) => `${page}: toolrisk ${verb}`),
  );
  assert.deepEqual(unknown, []);
});

test("every npm script that a page of the documentation names exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const unknown = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run (?:-s )?([a-z][a-z:-]*[a-z])/g)]
      .map(([, script = ""]) => script)
      .filter((script) => !Object.hasOwn(scripts, script))
      .map((script) => `${page}: npm run ${script}`),
  );
  assert.deepEqual(unknown, []);
});

test("every link inside the documentation leads to a file", () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test("the README counts the formats right", () => {
  assert.match(read("README.md"), new RegExp(`one of ${FORMATS.length} formats`));
});
