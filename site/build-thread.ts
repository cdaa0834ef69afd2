import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../db/open.ts";
import { ServersBuilder, type ServersOptions } from "./build-servers.ts";
import type { Unit } from "./units.ts";

/* A thread of `build-pool.ts`: builds the units that it is sent, one after the other, and answers with each result. */

export type ThreadData = ServersOptions & {
  home: string;
  /** The snapshot of the database. */
  file: string;
};

const { home, file, ...options } = workerData as ThreadData;
const builder = await ServersBuilder.open(await openDatabase(home, { file, readOnly: true }), options);

// The next unit may come before the last one is done; a builder takes one at a time.
let last = Promise.resolve();
parentPort?.on("message", (unit: Unit) => {
  last = last.then(async () => {
    const result = await builder.build(unit);
    parentPort?.postMessage(result, [result.findings.buffer]);
  });
});
