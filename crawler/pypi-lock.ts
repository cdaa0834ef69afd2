import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { normalizedPypiName } from "../db/records/identity.ts";
import { destinationOf } from "./egress-proxy.ts";
import { LaunchError } from "./launcher.ts";
import { fileHosts, IndexStatusError, indexFiles, type PythonIndex, wheelNameOf } from "./python-index.ts";
import type { Python } from "./pythons.ts";
import { runUv, type UvRun } from "./uv-cli.ts";

const RESOLVE_MS = 120_000;
/** Files of one release may follow each other by hours, and so may releases that belong together. */
const DAY_MS = 24 * 60 * 60 * 1_000;
/** The most Pythons that one package is tried with. */
const MAX_PYTHONS = 4;
export const LOCK = "pylock.toml";

/** A lock as PEP 751 has it, as far as it is read here. */
const LockSchema = z.looseObject({
  packages: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string().optional(),
      wheels: z
        .array(z.looseObject({ url: z.string(), hashes: z.looseObject({ sha256: z.string().optional() }).optional() }))
        .optional(),
    }),
  ),
});

/** What a lock says of the package that it was made for. */
export interface Locked {
  version: string;
  /** Its wheels by file name, each with its SHA-256 in hexadecimal. */
  wheels: Map<string, string>;
}

/** The longest lock that is read, in bytes: one package may need thousands, each with hundreds of wheels. */
const MAX_LOCK = 16 * 2 ** 20;

const parsed = (text: string): z.infer<typeof LockSchema> => {
  try {
    return LockSchema.parse(parseToml(text));
  } catch {
    throw new LaunchError("install-failed", "uv wrote a lock of an unknown form");
  }
};

/** The packages of a lock, each parsed by itself: a whole lock would hold up the event loop for as long as it is. */
async function* packagesOf(text: string): AsyncGenerator<z.infer<typeof LockSchema>["packages"][number]> {
  const [head = "", ...rest] = text.split(/^(?=\[\[packages\]\]$)/m);
  const parts = rest.length === 0 ? [head] : rest;
  for (const part of parts) {
    yield* parsed(part).packages;
    await nextTurn();
  }
}

/** The lock in a folder. Throws a LaunchError where it is too long. */
const readLock = async (folder: string): Promise<string> => {
  const path = join(folder, LOCK);
  const { size } = await stat(path);
  if (size > MAX_LOCK)
    throw new LaunchError("refused", `the lock of what it needs is longer than ${MAX_LOCK / 2 ** 20} MiB`);
  return readFile(path, "utf8");
};

/**
 * Checks that everything in the lock of a folder is a wheel of the index with a digest; gives the package's own. Throws a
 * LaunchError where something would come from elsewhere (a URL, git, a folder, a source archive).
 */
export const checkLock = async (folder: string, name: string, index: PythonIndex): Promise<Locked> => {
  const hosts = fileHosts(index);
  let own: Locked | null = null;
  for await (const { name: locked, version = "", wheels = [] } of packagesOf(await readLock(folder))) {
    if (wheels.length === 0) throw new LaunchError("refused", `its dependency ${locked} is no wheel of the index`);
    const digests = new Map<string, string>();
    for (const { url, hashes } of wheels) {
      if (!/^https?:/.test(url) || !hosts.includes(destinationOf(url)))
        throw new LaunchError("refused", `its dependency ${locked} comes from outside the index: ${url}`);
      if (!hashes?.sha256) throw new LaunchError("refused", `its dependency ${locked} has no digest`);
      digests.set(decodeURIComponent(url.replace(/[?#].*$/, "").replace(/^.*\//, "")), hashes.sha256);
    }
    if (normalizedPypiName(locked) === normalizedPypiName(name)) own = { version, wheels: digests };
  }
  if (!own) throw new LaunchError("install-failed", "uv resolved something else");
  return own;
};

/** What uv says of a failure that a person can use. */
export const uvReason = (stderr: string): string =>
  stderr
    .replace(/^error: /m, "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n") || "uv failed without a word";

/** What is resolved, and where. `python` is the one to begin with. */
export interface Resolving extends Omit<UvRun, "limitMs" | "python"> {
  name: string;
  /** Null: the newest. */
  version: string | null;
  pythons: readonly Python[];
}

/** A Python for which every wheel was found, and whether the newest packages were taken or those of a time. */
export interface Resolved extends Locked {
  python: Python;
  /** Packages uploaded later were left out; null: none were. */
  asOf: Date | null;
}

/** uv's words for a set that no choice of versions completes; whatever else it says is of the network or this machine. */
const NO_SET = /\bNo solution found\b/i;

const compile = async (
  { name, version, index, folder, signal, pythons: _, ...how }: Resolving,
  python: Python,
  more: readonly string[],
): Promise<{ locked: Locked } | { stderr: string }> => {
  const wanted = join(folder, "requirements.in");
  await writeFile(wanted, `${name}${version === null ? "" : `==${version}`}\n`);
  const lock = join(folder, LOCK);
  const words = ["pip", "compile", "--quiet", "--format", "pylock.toml", "--output-file", lock, ...more, wanted];
  const ran = await runUv(words, { ...how, index, folder, signal, python, limitMs: RESOLVE_MS });
  signal?.throwIfAborted();
  if (ran.refused.length > 0)
    throw new LaunchError(
      "refused",
      `it depends on something outside the index, which is not fetched: ${ran.refused.join(", ")}`,
    );
  if (ran.code === null) throw new LaunchError("install-failed", "resolving what it needs took too long");
  if (ran.code !== 0) return { stderr: ran.stderr };
  return { locked: await checkLock(folder, name, index) };
};

/** The newest version that the index has for one of the Pythons. Throws a LaunchError. */
export const newestVersion = async (resolving: Resolving): Promise<string> => {
  let reason = "";
  for (const python of resolving.pythons.slice(0, MAX_PYTHONS)) {
    const ended = await compile({ ...resolving, version: null }, python, ["--no-deps"]);
    if ("locked" in ended) return ended.locked.version;
    reason ||= uvReason(ended.stderr);
  }
  throw new LaunchError("install-failed", reason);
};

/** When the version came out, by its first wheel; null where the index does not tell. */
const releasedAt = async (index: PythonIndex, name: string, version: string, signal?: AbortSignal) => {
  const files = await indexFiles(index, name, signal).catch((error: unknown) => {
    // Where the project is not known uv says so, and what it would have taken in its place.
    if (error instanceof IndexStatusError && error.status === 404) return [];
    throw error;
  });
  const times = files.flatMap(({ filename, uploadedAt }) =>
    uploadedAt && wheelNameOf(filename)?.version === version ? [uploadedAt.getTime()] : [],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
};

/** uv's words for a Python that is too old or too new for the package or for what it needs. */
const OTHER_PYTHON =
  /\b(?:current Python version|Python\s*[<>=!~]|requires-python|Python ABI tag|Python implementation|`cp3\d+`)/i;

/**
 * Resolves one version with what it needs into a lock in `folder`, wheels alone. With `asReleased` it takes what was there
 * when the version came out (a day added), as its author tried it, and the same set on every day; the newest packages
 * where nothing was complete then or the index tells no dates. Pythons are tried in order until one is allowed. Throws a
 * LaunchError with what uv said first, or with why the index could not be asked.
 */
export const resolve = async (
  resolving: Resolving & { version: string },
  { asReleased }: { asReleased: boolean },
): Promise<Resolved> => {
  const { index, name, version, signal } = resolving;
  const released = asReleased ? await releasedAt(index, name, version, signal) : null;
  const limits = released === null ? [null] : [new Date(released.getTime() + DAY_MS), null];
  let reason: string | null = null;
  for (const asOf of limits) {
    const more = asOf === null ? [] : ["--exclude-newer", asOf.toISOString()];
    for (const [at, python] of resolving.pythons.slice(0, MAX_PYTHONS).entries()) {
      const ended = await compile(resolving, python, more);
      if ("locked" in ended) return { ...ended.locked, python, asOf };
      const otherPython = OTHER_PYTHON.test(ended.stderr);
      // Of several reasons that of the newest packages, for an old set may lack a wheel that came later; and of the first
      // Python that was allowed, for the others say no more than that they were not.
      if (at === 0 || !otherPython) reason = uvReason(ended.stderr);
      // Nothing is known of a set that could not be asked for: another one in its place would be kept for good.
      if (!NO_SET.test(ended.stderr)) throw new LaunchError("install-failed", uvReason(ended.stderr));
      if (!otherPython) break;
    }
  }
  throw new LaunchError("install-failed", reason ?? "uv found nothing");
};
