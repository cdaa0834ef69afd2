import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

/* Every example of docs/library.md is compiled and run, and prints what its last comments say. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "toolrisk-library-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const markdown = readFileSync(join(root, "docs/library.md"), "utf8");
const examples = [...markdown.matchAll(/^## (.+)\n[\s\S]*?^```ts\n([\s\S]*?)^```$/gm)].map(([, title, code]) => ({
  title: title ?? "",
  code: code ?? "",
}));

test("the page has examples", () => assert.ok(examples.length >= 3));

for (const [index, { title, code }] of examples.entries()) {
  test(`the example of “${title}” prints what it says`, () => {
    const file = join(folder, `example-${index}.ts`);
    writeFileSync(
      file,
      code.replace('from "toolrisk"', `from ${JSON.stringify(pathToFileURL(join(root, "library.ts")).href)}`),
    );
    const printed = execFileSync(process.execPath, [file], {
      encoding: "utf8",
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    const said = [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line);
    assert.deepEqual(printed.trimEnd().split("\n"), said);
  });
}

test("the examples are typed", () => {
  for (const [index, { code }] of examples.entries()) writeFileSync(join(folder, `typed-${index}.ts`), code);
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(root, "tsconfig.json"),
      compilerOptions: {
        paths: { toolrisk: [join(root, "library.ts")] },
        typeRoots: [join(root, "node_modules/@types")],
      },
      include: ["typed-*.ts"],
    }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const run = (): string => execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  try {
    run();
  } catch (error) {
    assert.fail((error as { stdout?: string }).stdout);
  }
});
