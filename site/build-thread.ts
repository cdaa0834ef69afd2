import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../db/open.ts";
import { ServersBuilder, type ServersOptions, type Unit } from "./build-servers.ts";

/* A thread of `build-pool.ts`: builds the units that it is sent, one after the other, and answers with each result. */

export type ThreadData = ServersOptions & {
  home: string;
  /** The snapshot of the database. */
  file: string;
};

const { home, file, ...options } = workerData as ThreadData;
const builder = await ServersBuilder.open(await openDatabase(home, { file, readOnly: true }), options);

parentPort?.on("message", async (unit: Unit) => {
  const result = await builder.build(unit);
  parentPort?.postMessage(result, [result.index.counts.buffer, result.index.documents.buffer] as ArrayBuffer[]);
});
