import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Limit } from "../../../db/records/policy.ts";
import { type Counted, type Counters, memoryCounters } from "../../../policy/counters.ts";
import { DurableCounters } from "../../../policy/guard/durable-counters.ts";
import { randomFrom } from "../../seeded-random.ts";
import { computingTime } from "../../unhindered-time.ts";
import { SEED } from "../random-calls.ts";
import { newFolder, removeFolder } from "./guarded.ts";

const folder = newFolder();
after(() => removeFolder(folder));

const limit = (counter: string, window: Limit["window"], max: number): Counted => ({
  pointer: `/${counter}/${window}`,
  limit: { counter, window, max, scope: "grant" },
});

/** The contract of counters, for both kinds. */
const KINDS: Record<string, (name: string) => Counters & { close?: () => void }> = {
  memory: () => memoryCounters(),
  durable: (name) => new DurableCounters(join(folder, `${name}.sqlite`), "test"),
};

for (const [kind, make] of Object.entries(KINDS)) {
  test(`${kind}: in no span of the window's length more than the limit, whatever the times`, () => {
    const random = randomFrom(SEED);
    const counters = make("span");
    const limits = [limit("a", "minute", 7), limit("a", "hour", 20)];
    const taken: number[] = [];
    let at = 1_000_000;
    for (let index = 0; index < 2_000; index++) {
      at += Math.floor(random() * 40_000);
      const { full, release } = counters.reserve(limits, at);
      const within = (span: number): number => taken.filter((time) => time > at - span).length;
      const expected = within(60_000) >= 7 ? "/a/minute" : within(3_600_000) >= 20 ? "/a/hour" : undefined;
      assert.equal(full?.pointer, expected, `SEED=${SEED} call ${index}`);
      if (full) continue;
      if (random() < 0.2) release();
      else taken.push(at);
    }
    counters.close?.();
  });

  test(`${kind}: a call takes a place in all its counters or in none`, () => {
    const counters = make("all");
    const both = [limit("wide", "day", 3), limit("narrow", "day", 1)];
    assert.equal(counters.reserve(both, 0).full, undefined);
    assert.equal(counters.reserve(both, 0).full?.pointer, "/narrow/day");
    assert.equal(counters.reserve([limit("wide", "day", 3)], 0).full, undefined);
    assert.equal(counters.reserve([limit("wide", "day", 3)], 0).full, undefined);
    assert.equal(counters.reserve([limit("wide", "day", 3)], 0).full?.pointer, "/wide/day");
    counters.close?.();
  });
}

test("durable: a clock that is set back opens nothing", () => {
  const counters = new DurableCounters(join(folder, "clock.sqlite"), "test");
  const limits = [limit("a", "minute", 2)];
  assert.equal(counters.reserve(limits, 10_000_000).full, undefined);
  assert.equal(counters.reserve(limits, 1_000_000).full, undefined);
  assert.equal(counters.reserve(limits, 1_000_001).full?.pointer, "/a/minute");
  counters.close();
});

test("durable: what a killed process took stays taken", async () => {
  const path = join(folder, "killed.sqlite");
  const code = `
    import { DurableCounters } from ${JSON.stringify(new URL("../../../policy/guard/durable-counters.ts", import.meta.url).href)};
    const counters = new DurableCounters(${JSON.stringify(path)}, "test");
    const limit = { counter: "a", window: "day", max: 5, scope: "grant" };
    for (let index = 0; index < 4; index++) counters.reserve([{ pointer: "", limit }], Date.now());
    process.kill(process.pid, "SIGKILL");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "inherit" });
  const signal = await new Promise((resolve) => child.once("exit", (_, name) => resolve(name)));
  assert.equal(signal, "SIGKILL");
  const counters = new DurableCounters(path, "test");
  const limits = [limit("a", "day", 5)];
  assert.equal(counters.reserve(limits, Date.now()).full, undefined);
  assert.equal(counters.reserve(limits, Date.now()).full?.pointer, "/a/day");
  counters.close();
});

test("durable: a counter with many calls is as quick as one with few", () => {
  const counters = new DurableCounters(join(folder, "many.sqlite"), "test");
  const limits = [limit("a", "day", 1_000_000)];
  const timed = (count: number): number => {
    const time = computingTime();
    for (let index = 0; index < count; index++) counters.reserve(limits, 1_000_000 + index);
    return time() / count;
  };
  timed(200);
  const few = timed(500);
  timed(10_000);
  const many = timed(500);
  assert.ok(many < few * 5 + 0.5, `${few.toFixed(3)} ms a call at first, ${many.toFixed(3)} ms after 10,000`);
  counters.close();
});
