import assert from "node:assert/strict";
import { test } from "node:test";
import { ToolAnnotationsSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Capability, Category } from "../../db/records/classification.ts";
import { decide } from "../../policy/decide.ts";
import { annotations } from "../../policy/formats/annotations.ts";
import { ACME, ACME_OPTIONS } from "./acme.ts";
import { classified, HOSTILE_NAMES } from "./random-calls.ts";

const hints = (category: Category, ...capabilities: Capability[]): unknown =>
  JSON.parse(annotations.render([decide(classified("t", category, { capabilities }))], ACME_OPTIONS).text).t;

test("annotations say what the verdict supports and are silent on the rest", () => {
  assert.deepEqual(hints("Read"), { readOnlyHint: true });
  assert.deepEqual(hints("Write"), { readOnlyHint: false, destructiveHint: false });
  assert.deepEqual(hints("Execute"), { readOnlyHint: false, destructiveHint: true });
  assert.deepEqual(hints("Destructive"), { readOnlyHint: false, destructiveHint: true });
  assert.deepEqual(hints("Read", "reads-untrusted-content"), { readOnlyHint: true, openWorldHint: true });
});

test("annotations are of the official SDK's schema, whatever the tools are called", () => {
  const all = [...ACME, ...HOSTILE_NAMES.map((name) => decide(classified(name, "Write")))];
  const table = JSON.parse(annotations.render(all, ACME_OPTIONS).text) as Record<string, unknown>;
  assert.deepEqual(Object.keys(table).sort(), all.map(({ tool }) => tool).sort());
  for (const one of Object.values(table)) assert.deepEqual(ToolAnnotationsSchema.strict().parse(one), one);
});
