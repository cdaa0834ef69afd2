import assert from "node:assert/strict";
import { test } from "node:test";
import { explain, renderExplanation } from "../../classifier/explain.ts";
import { fieldText } from "../../db/records/definition.ts";

const tool = { name: "purge_queue", description: "Drops every message of a queue for good" };
const snapshot = { server: { name: "queues" }, tools: [tool] };

test("an explanation shows each signal with its quote and weight, strongest first", () => {
  const { classification, signals, probabilities } = explain(snapshot, "purge_queue");
  assert.equal(classification.category, "Destructive");
  assert.ok(signals.length > 1);
  for (const { field, start, end, quote, asks } of signals) {
    assert.equal(fieldText(tool, field).slice(start, end), quote);
    assert.ok(asks.endsWith("?"));
  }
  const weights = signals.map(({ weight }) => weight);
  assert.deepEqual(
    weights,
    [...weights].sort((a, b) => b - a),
  );
  assert.ok(Math.abs(Object.values(probabilities).reduce((sum, value) => sum + value, 0) - 1) < 0.01);
});

test("the text names what would change the verdict and carries no control characters", () => {
  const hostile = {
    server: { name: "q\u001b[31m" },
    tools: [{ ...tool, description: `${tool.description}\u001b[2J` }],
  };
  const text = renderExplanation(explain(hostile, "purge_queue"));
  assert.match(text, /What would change the verdict:/);
  assert.ok(!/[\u0000-\u0009\u000b-\u001f]/.test(text));
});

test("a tool that is not there is an error", () => {
  assert.throws(() => explain(snapshot, "nothing"), /queues has no tool named nothing/);
});
