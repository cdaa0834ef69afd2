import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { treeOf } from "../../../crawler/process-memory.ts";
import { type LoopTime, watchLoop } from "./busy-loop.ts";

/** What an attempt may take beyond its deadline, in ms. */
export const SLACK_MS = 300;
/** How long the event loop may stand still, in ms. */
export const MAX_BLOCKED_MS = 250;
/** How far memory may grow, in bytes. */
export const MAX_GROWTH = 150 * 2 ** 20;
const SAMPLE_MS = 20;

/** What was seen of this process while something went on. */
export interface Seen {
  time: LoopTime;
  /** Resident bytes at most, less those before. */
  growth: number;
}

/** Does something hostile's work, and tells what it did to this process meanwhile. */
export const watched = async <T>(work: () => Promise<T>): Promise<Seen & { value: T }> => {
  const before = process.memoryUsage.rss();
  let most = before;
  const loop = watchLoop();
  const sampler = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, SAMPLE_MS);
  try {
    const value = await work();
    return { value, growth: Math.max(most, process.memoryUsage.rss()) - before, time: loop.stop() };
  } finally {
    clearInterval(sampler);
    loop.stop();
  }
};

/** Whether a process runs; one that has ended may not have been waited for yet. */
const runs = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false; // ended meanwhile
  }
};

/** What must hold of each hostile behaviour, whatever its outcome is. */
export const checkProcess = ({ time, growth }: Seen): void => {
  assert.ok(time.blockedMs < MAX_BLOCKED_MS, `the event loop was blocked: ${JSON.stringify(time)}`);
  assert.ok(growth < MAX_GROWTH, `memory grew by ${growth / 2 ** 20} MiB`);
  if (process.platform === "linux")
    assert.deepEqual(treeOf(process.pid).slice(1).filter(runs), [], "processes survived");
};

/** The same, and that an attempt took no longer than it may: `crowdedMs` of it the machine was too busy for it. */
export const checkAttempt = (seen: Seen, durationMs: number, deadlineMs: number): void => {
  checkProcess(seen);
  assert.ok(durationMs <= deadlineMs + SLACK_MS + seen.time.crowdedMs, `it took ${durationMs} ms of ${deadlineMs}`);
};
