import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { classifierOf, classifyServer } from "../../classifier/classify.ts";
import { shippedModel } from "../../classifier/model.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "toolrisk-version-"));
after(() => rmSync(copy, { recursive: true, force: true }));
for (const folder of ["classifier", "db/records"]) cpSync(join(root, folder), join(copy, folder), { recursive: true });
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
writeFileSync(join(copy, "package.json"), '{"type":"module"}');

let loads = 0;
/** The version of the copy as it is now; modules are loaded anew. */
const versionOfCopy = async (): Promise<string> => {
  const url = `${pathToFileURL(join(copy, "classifier/version.ts")).href}?${loads++}`;
  return ((await import(url)) as typeof import("../../classifier/version.ts")).contentVersion();
};

test("every classification states the version, which the same content has everywhere", async () => {
  const [verdict] = classifyServer({ server: { name: "s" }, tools: [{ name: "get_time" }] });
  assert.deepEqual(verdict?.classifier, classifierOf());
  assert.match(classifierOf().version, /^[\w]+\.[0-9a-f]{12}$/);
  assert.equal(classifierOf().version, `${shippedModel().version}.${await versionOfCopy()}`);
});

for (const file of ["rules/deletes.ts", "findings/secrecy.ts", "model/weights.json", "read-facts.ts"]) {
  test(`a change of ${file} is another version, and its undoing the same again`, async () => {
    const path = join(copy, "classifier", file);
    const text = readFileSync(path, "utf8");
    const before = await versionOfCopy();
    writeFileSync(path, `${text}\n`);
    assert.notEqual(await versionOfCopy(), before);
    writeFileSync(path, text);
    assert.equal(await versionOfCopy(), before);
  });
}

test("another model than the one that ships is said to be one", () => {
  assert.equal(classifierOf({ ...shippedModel() }).version, `${shippedModel().version}.custom`);
});
