import assert from "node:assert/strict";
import { test } from "node:test";
import { reading } from "../../db/database.ts";
import { noteSightings } from "../../db/queries/note-sightings.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { serverSources } from "../../db/schema.ts";
import { attemptOf, minute, recordOf } from "./samples.ts";
import { temporarySqlite } from "./temporary.ts";

test("a server keeps every source that told of it, and a server that is not stored is left out", async (t) => {
  const db = await temporarySqlite(t);
  await saveAttempt(db, recordOf("one"), { attempt: attemptOf("one", minute(1)), tools: [] });
  const again = [
    { server: "one", source: "docker", named: "docker/one" },
    { server: "none", source: "docker", named: "none" },
  ];
  await noteSightings(db, again, new Date(minute(2)));
  await noteSightings(db, again, new Date(minute(3)));
  const rows = await reading(db, async () => db.orm.select().from(serverSources).all());
  assert.deepEqual(
    rows.map(({ source, firstSeenAt, lastSeenAt, named }) => [source, firstSeenAt, lastSeenAt, named]).sort(),
    [
      ["docker", minute(2), minute(3), "docker/one"],
      ["records", minute(1), minute(1), null],
    ],
  );
});
