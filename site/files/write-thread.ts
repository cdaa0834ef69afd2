import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parentPort } from "node:worker_threads";
import type { FileToWrite, WriteReport } from "./put.ts";

/* The thread behind `FileWriter`: writes what it is sent, one batch a message, and says so. */

const made = new Set<string>();

const write = ([file, content]: FileToWrite): void => {
  const folder = dirname(file);
  if (!made.has(folder)) {
    mkdirSync(folder, { recursive: true });
    // Bounded, so that a build of a million folders does not keep their names.
    if (made.size > 50_000) made.clear();
    made.add(folder);
  }
  // Synchronous on purpose: on a thread that does nothing else this is several times as fast as a promise each.
  writeFileSync(file, content);
};

parentPort?.on("message", (batch: FileToWrite[]) => {
  let report: WriteReport = { written: batch.length };
  try {
    for (const file of batch) write(file);
  } catch (error) {
    report = { error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(report);
});
