import assert from "node:assert/strict";
import { test } from "node:test";
import { DEADLINE_MS, patientDeadline } from "../../crawler/patience.ts";

test("a start gets more time where processes wait for a processor, and never more than four times as much", () => {
  assert.equal(patientDeadline(0, 2), DEADLINE_MS);
  assert.equal(patientDeadline(2, 2), DEADLINE_MS);
  assert.equal(patientDeadline(5, 2), 2.5 * DEADLINE_MS);
  assert.equal(patientDeadline(100, 2), 4 * DEADLINE_MS);
  assert.ok(patientDeadline() >= DEADLINE_MS);
});
