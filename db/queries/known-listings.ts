import { hash } from "node:crypto";
import { and, eq, isNotNull } from "drizzle-orm";
import { type Db, reading } from "../database.ts";
import type { Attempt } from "../records/attempt.ts";
import { canonicalJson } from "../records/definition.ts";
import type { Argument, Package, ServerRecord, Variable } from "../records/server.ts";
import { attempts } from "../schema.ts";

/** npm reads "1" and "1.2" as ranges; other registries as versions. */
const EXACT: Record<string, RegExp> = { npm: /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/ };
const EXACT_ELSEWHERE = /^v?\d[\w.!+-]*$/;

/** Whether the record names one exact, unchanging content of the package. */
const isPinned = (pkg: Package): boolean =>
  (EXACT[pkg.registryType] ?? EXACT_ELSEWHERE).test(pkg.version ?? "") ||
  pkg.fileSha256 !== undefined ||
  /@sha256:[0-9a-f]{64}$/.test(pkg.identifier);

const argumentKey = ({ type, name, value, default: preset }: Argument) => ({ type, name, value, preset });
const variableKey = ({ name, value, default: preset }: Variable) => ({ name, value, preset });

/**
 * Identifies what a listing of this server depends on: its name and, of each package, registry, identifier, exact
 * version, arguments and variables (name and preset). Hex SHA-256, or null when no package is pinned to exact content
 * (a remote, a range, "latest"), so that a new look may always show something else.
 */
export const listingKey = (record: ServerRecord): string | null => {
  const packages = record.packages ?? [];
  if (!packages.some(isPinned)) return null;
  const parts = packages.map((pkg) => ({
    registryType: pkg.registryType,
    registryBaseUrl: pkg.registryBaseUrl,
    identifier: pkg.identifier,
    version: pkg.version ?? undefined,
    fileSha256: pkg.fileSha256,
    arguments: pkg.packageArguments?.map(argumentKey),
    variables: pkg.environmentVariables?.map(variableKey),
  }));
  return hash("sha256", canonicalJson({ name: record.name, packages: parts }));
};

/** The `listingKey` that `attempt` settles: null unless it listed a package that the record pins. */
export const settledKey = (record: ServerRecord, attempt: Attempt): string | null => {
  if (attempt.outcome !== "listed") return null;
  const ran = (pkg: Package): boolean =>
    pkg.registryType === attempt.registryType && pkg.identifier === attempt.identifier && isPinned(pkg);
  return record.packages?.some(ran) ? listingKey(record) : null;
};

/** The keys (see `listingKey`) of all that was completely listed, so that it need not be listed again. */
export const knownListings = async (db: Db): Promise<Set<string>> =>
  reading(db, async () => {
    const rows = await db.orm
      .selectDistinct({ key: attempts.listingKey })
      .from(attempts)
      .where(and(eq(attempts.outcome, "listed"), isNotNull(attempts.listingKey)))
      .all();
    return new Set(rows.map((row) => row.key as string));
  });
