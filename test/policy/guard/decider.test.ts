import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryCounters } from "../../../policy/counters.ts";
import { Decider } from "../../../policy/guard/decider.ts";
import { argumentNames, type LogEntry } from "../../../policy/guard/decision-log.ts";
import { readPolicy } from "../../../policy/policy-file.ts";

const policy = readPolicy(
  '{"version":"1","default":"deny","tools":{"pay":{"limits":[{"counter":"r","window":"day","max":1,"scope":"grant"}]}}}',
);
const fails = (): never => {
  throw Object.assign(new Error("disk full"), { code: "ENOSPC" });
};

type Parts = ConstructorParameters<typeof Decider>[0];
const decider = (parts: Partial<Parts> = {}): { decider: Decider; entries: LogEntry[] } => {
  const entries: LogEntry[] = [];
  const log = { write: (entry: LogEntry) => entries.push(entry) };
  const policies = { current: () => ({ policy }) };
  return {
    decider: new Decider({ policies, counters: memoryCounters(), log, grant: "g", now: () => 0, ...parts }),
    entries,
  };
};

test("where the count cannot be kept no call passes", () => {
  const { decider: one, entries } = decider({ counters: { reserve: fails } });
  assert.deepEqual(
    [one.decide("pay", {}).allowed, entries[0]?.rule, entries[0]?.verdict],
    [false, "(no count)", "deny"],
  );
});

test("where the log cannot be written no call passes", () => {
  const { decider: one } = decider({ log: { write: fails } });
  assert.equal(one.decide("pay", {}).allowed, false);
});

test("a call that was not sent on gives its place back", () => {
  const { decider: one } = decider();
  const first = one.decide("pay", {});
  assert.equal(one.decide("pay", {}).allowed, false);
  first.release();
  assert.equal(one.decide("pay", undefined).allowed, true);
});

test("without a policy no tool is listed", () => {
  const { decider: one } = decider({ policies: { current: () => ({ says: "gone" }) } });
  assert.deepEqual(one.visible([{ name: "a" }]), []);
});

test("the log names arguments, few and short", () => {
  assert.deepEqual(argumentNames({ a: "secret", ["b".repeat(300)]: 1 }), ["a", "b".repeat(100)]);
  assert.equal(argumentNames(Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`k${i}`, 1]))).length, 50);
  for (const none of [null, undefined, "x", ["x"], 7]) assert.deepEqual(argumentNames(none), []);
});
