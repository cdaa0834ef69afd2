import { recordsOf } from "../parse-records.ts";
import type { Source } from "../source.ts";
import starterServers from "../starter-servers.json" with { type: "json" };

/** The ten servers that ship with the project: each lists its tools without a credential; versions are pinned. */
export const starter: Source = {
  id: "starter",
  says: "ten well-known servers of the npm registry that list their tools without credentials",
  argument: null,
  read: async function* () {
    yield* recordsOf(structuredClone(starterServers));
  },
};
