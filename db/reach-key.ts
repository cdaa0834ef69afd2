import { hash } from "node:crypto";
import type { Attempt } from "./records/attempt.ts";
import { canonicalJson } from "./records/definition.ts";
import type { Argument, Package, ServerRecord, Variable } from "./records/server.ts";

/**
 * The exact versions of registries where a published version never changes. npm reads "1" and "1.2" as ranges. The tag of a
 * container image and the file at an address can be replaced, so of those a hash alone pins anything.
 */
const EXACT = new Map([
  ["npm", /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/],
  ["pypi", /^v?\d[\w.!+-]*$/],
  ["nuget", /^v?\d[\w.!+-]*$/],
]);

/** Whether the record names one exact, unchanging content of the package. */
const isPinned = (pkg: Package): boolean =>
  EXACT.get(pkg.registryType)?.test(pkg.version ?? "") ||
  pkg.fileSha256 !== undefined ||
  /@sha256:[0-9a-f]{64}$/.test(pkg.identifier);

const argumentKey = ({ type, name, value, default: preset }: Argument) => ({ type, name, value, preset });
const variableKey = ({ name, value, default: preset }: Variable) => ({ name, value, preset });

/**
 * Identifies all of a record that a listing depends on: the server's name and, of each package, registry, identifier,
 * version, arguments and variables (name and preset), and of each remote its address and headers. Hex SHA-256.
 */
export const reachKey = (record: ServerRecord): string => {
  const packages = (record.packages ?? []).map((pkg) => ({
    registryType: pkg.registryType,
    registryBaseUrl: pkg.registryBaseUrl,
    identifier: pkg.identifier,
    version: pkg.version ?? undefined,
    fileSha256: pkg.fileSha256,
    arguments: pkg.packageArguments?.map(argumentKey),
    variables: pkg.environmentVariables?.map(variableKey),
  }));
  const remotes = (record.remotes ?? []).map(({ type, url, headers }) => ({
    type,
    url,
    headers: headers?.map(variableKey),
  }));
  return hash("sha256", canonicalJson({ name: record.name, packages, remotes }));
};

/** Whether the attempt listed exact content that the record pins, so that another look would show the same. */
export const isSettled = (record: ServerRecord, attempt: Attempt): boolean =>
  attempt.outcome === "listed" &&
  (record.packages ?? []).some(
    (pkg) => pkg.registryType === attempt.registryType && pkg.identifier === attempt.identifier && isPinned(pkg),
  );
