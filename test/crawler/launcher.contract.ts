// What every launcher must do, whatever it starts. Each launcher's own test calls this with a record of its kind.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Launcher } from "../../crawler/launcher.ts";
import { LAUNCHERS } from "../../crawler/launchers.ts";
import { listTools } from "../../crawler/list-tools.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { AS_GIVEN } from "../../crawler/settings.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { unhinderedTime } from "../unhindered-time.ts";
import { folder } from "./started.ts";

/** `record` makes a record that the launcher takes; the server behind it lists exactly `tools`. */
export const launcherContract = (
  launcher: Launcher,
  example: { record: () => ServerRecord; tools: string[] },
): void => {
  const named = `launcher ${launcher.id}`;

  test(`${named} stands in the list and says what it is in one line`, () => {
    assert.ok(LAUNCHERS.includes(launcher));
    assert.match(launcher.says, /^[a-z][^\n]{10,100}$/);
  });

  test(`${named} takes its own records and no others, and changes none`, () => {
    const record = example.record();
    const before = JSON.stringify(record);
    assert.ok(launcher.target(record));
    assert.equal(JSON.stringify(record), before);
    const others: ServerRecord[] = [
      { name: "none" },
      { name: "none", packages: [], remotes: [] },
      { name: "none", packages: [{ registryType: "no-such-registry", identifier: "x" }] },
    ];
    for (const other of others) assert.equal(launcher.target(other), null);
  });

  test(`${named} starts its server more than once, each time with the same tools`, async () => {
    using home = folder();
    const ready = await launcher.prepare(example.record(), { home: home.path, sandbox: async () => none });
    assert.equal(ready.identifier, launcher.target(example.record())?.identifier);
    for (let round = 0; round < 2; round++) {
      const connection = await ready.open(ready.configure(AS_GIVEN));
      try {
        const listing = await listTools(connection, { deadlineMs: 15_000 });
        assert.equal(listing.failure, null, listing.failure?.message);
        assert.deepEqual(
          listing.tools.map(({ name }) => name),
          example.tools,
        );
        assert.equal(typeof connection.evidence().stderr, "string");
      } finally {
        await connection.close();
      }
    }
  });

  test(`${named} ends a connection at once, even before anybody has spoken`, async () => {
    using home = folder();
    const ready = await launcher.prepare(example.record(), { home: home.path, sandbox: async () => none });
    const time = unhinderedTime();
    const connection = await ready.open(ready.configure(AS_GIVEN));
    await Promise.all([connection.close(), connection.close()]);
    assert.ok(time() < 2_000);
  });

  test(`${named} refuses to start what it was not given`, async () => {
    using home = folder();
    await assert.rejects(launcher.prepare({ name: "none" }, { home: home.path, sandbox: async () => none }), {
      name: "LaunchError",
    });
  });
};
