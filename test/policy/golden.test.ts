import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FORMATS } from "../../policy/formats.ts";
import { ACME, ACME_OPTIONS } from "./acme.ts";

const UPDATE = process.env.UPDATE_GOLDEN === "1";
const ACCEPT = "to accept it: UPDATE_GOLDEN=1 node --test test/policy/golden.test.ts";

const pathOf = (name: string): string => fileURLToPath(new URL(`golden/${name}`, import.meta.url));

const compare = (name: string, text: string): void => {
  if (UPDATE) writeFileSync(pathOf(name), text);
  assert.ok(existsSync(pathOf(name)), `${name} is missing; ${ACCEPT}`);
  assert.equal(text, readFileSync(pathOf(name), "utf8"), `${name} differs; ${ACCEPT}`);
};

/** `policy-json` → `policy-json.json`, `copilot-cli` → `copilot-cli.sh`. */
const goldenName = ({ id, fileName }: { id: string; fileName: string }): string => `${id}${extname(fileName)}`;

for (const format of FORMATS) {
  test(`${format.id} writes what its golden file holds`, () => {
    const { text, cannotExpress } = format.render(ACME, ACME_OPTIONS);
    assert.equal(text, text.trimEnd(), "the command adds the final newline");
    compare(goldenName(format), `${text}\n`);
    compare(`${format.id}.losses.txt`, cannotExpress.map((line) => `${line}\n`).join(""));
  });
}

test("every golden file belongs to a format", () => {
  const expected = FORMATS.flatMap((format) => [goldenName(format), `${format.id}.losses.txt`]).sort();
  const found = globSync("*", { cwd: pathOf("") })
    .map((file) => basename(file))
    .sort();
  assert.deepEqual(found, expected);
});
