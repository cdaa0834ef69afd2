import { type Source, SourceError } from "../source.ts";

/** One server, named by itself. */
export const target: Source = {
  id: "target",
  says: "one server: npm:PKG[@V], pypi:PKG[==V], oci:IMAGE[@DIGEST], mcpb:FILE or https://…",
  argument: "SERVER",
  read: async function* (text) {
    // Loaded when it is needed: it brings what dials, which a help text does not want.
    const { recordOfTarget, TARGET_USAGE } = await import("../single-target.ts");
    const record = text ? recordOfTarget(text) : null;
    if (!record) throw new SourceError(`source target wants one of ${TARGET_USAGE}`);
    yield { kind: "record", record };
  },
};
