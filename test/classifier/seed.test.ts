import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyServer } from "../../classifier/classify.ts";
import type { Classification } from "../../db/records/classification.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";

const server = (description: string): Snapshot => ({
  server: { name: "someone/background-things" },
  tools: [
    { name: "create_background_task", description: "" },
    { name: "resume_background_task", description },
    { name: "cancel_background_task", description: "" },
  ],
});

const verdictOf = (description: string): Classification => classifyServer(server(description))[1] as Classification;

test("a mute tool is judged by its name and siblings, less surely, and says so", () => {
  const mute = verdictOf("");
  assert.equal(mute.category, "Execute");
  assert.equal(mute.risk, "High");
  assert.match(mute.rationale, /resume/);
  assert.match(mute.rationale, /create_background_task/);
  assert.match(mute.rationale, /cancel_background_task/);
  assert.match(mute.rationale, /description is empty/);
  assert.match(mute.rationale, /confidence is lowered/);
  const told = verdictOf("Resumes a background task that was suspended, so that its worker process runs on.");
  assert.equal(told.category, "Execute");
  assert.ok(mute.confidence < told.confidence, `${mute.confidence} is not below ${told.confidence}`);
  assert.ok(mute.confidence >= 0.55 && mute.confidence < 0.98, String(mute.confidence));
});
