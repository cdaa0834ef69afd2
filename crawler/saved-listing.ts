import type { AttemptResult } from "../db/records/attempt.ts";
import type { ServerRecord } from "../db/records/server.ts";
import type { Snapshot } from "../db/records/snapshot.ts";

/**
 * A saved listing as an attempt: nothing is started, the file is believed to be complete, and the time is that of the
 * reading. The record is what the snapshot says of its server.
 */
export const savedListing = (
  { server, tools }: Snapshot,
  sourceId: string,
  at: Date,
): { record: ServerRecord; result: AttemptResult } => {
  const { name, description, version, ...rest } = server;
  const record: ServerRecord = {
    ...rest,
    name,
    ...(description ? { description } : {}),
    ...(version ? { version } : {}),
  };
  return {
    record,
    result: {
      attempt: {
        server: name,
        source: sourceId,
        launcher: "none",
        registryType: null,
        identifier: null,
        version: version ?? null,
        integrity: null,
        startedAt: at.toISOString(),
        durationMs: 0,
        outcome: "listed",
        error: null,
        doNext: null,
        protocolVersion: null,
        serverInfo: null,
        instructions: null,
        toolCount: tools.length,
      },
      tools,
    },
  };
};
