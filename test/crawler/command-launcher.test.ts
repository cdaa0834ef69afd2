import assert from "node:assert/strict";
import { test } from "node:test";
import { command } from "../../crawler/launchers/command.ts";
import { launcherContract } from "./launcher.contract.ts";
import { crawled, fixture } from "./started.ts";

launcherContract(command, { record: () => fixture("raw.mjs", ["plain"]), tools: ["one", "two"] });

test("no record that was read from somewhere can make us run a command line", async () => {
  const copy = JSON.parse(JSON.stringify({ ...fixture("raw.mjs"), command: "touch", args: ["/tmp/owned"] }));
  const asPackage = { name: "x", packages: [{ registryType: "command", identifier: process.execPath }] };
  for (const record of [copy, asPackage]) {
    assert.equal(command.target(record), null);
    const [result] = await crawled([record]);
    assert.equal(result?.attempt.outcome, "refused");
    assert.equal(result?.attempt.launcher, "none");
  }
});
