// The one test that starts a package of the public registry: it is a single package without dependencies.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { crawled, folder } from "./started.ts";

test("a real server of the npm registry is installed, started and listed", async () => {
  using home = folder();
  const identifier = "chrome-devtools-mcp";
  const record = { name: `npm/${identifier}`, packages: [{ registryType: "npm", identifier, version: "1.11.0" }] };
  const [result] = await crawled([record], { home: home.path, deadlineMs: 30_000 });
  assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
  assert.match(result?.attempt.integrity ?? "", /^sha512-/);
  assert.ok((result?.tools.length ?? 0) >= 25, `${result?.tools.length} tools`);
  assert.ok(result?.tools.some(({ name }) => name === "take_screenshot"));
  assert.ok(existsSync(join(home.path, "packages", "npm", `${identifier}@1.11.0`, "package-lock.json")));
});
