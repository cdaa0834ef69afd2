import { hash } from "node:crypto";

/** Identifies a set of definitions that stand on one server, whatever their order: hex SHA-256 of the sorted fingerprints. */
export const siblingsHash = (fingerprints: readonly string[]): string =>
  hash("sha256", [...fingerprints].sort().join("\n"));
