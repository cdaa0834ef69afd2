import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Classification, ClassificationSchema } from "../../db/records/classification.ts";
import type { Lock } from "../../db/records/lock.ts";
import type { Look } from "./look.ts";

/*
 * Verdicts by the hash of all that they follow from: the server's name, description and definitions, and the classifier's
 * own files. A stack of which nothing changed is reported without loading the classifier, which is most of the time of it.
 */

/** What a verdict follows from. */
type Judged = Pick<Look, "name" | "unnamed" | "description" | "definitions">;
/** The verdicts on a server's definitions, in their order. */
export type Classify = (look: Judged) => Classification[];

/** Kept verdicts that nobody asked for in this time, in ms, are removed. */
const KEPT_MS = 90 * 86_400_000;
const CachedSchema = z.array(ClassificationSchema);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Changes with every file that decides a verdict, in the repository as in the installed package. */
const classifierStamp = (): string => {
  const files = ["classifier", "db/records"].flatMap((area) =>
    readdirSync(join(ROOT, area), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.(?:ts|js|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes("training"))
      .sort(),
  );
  return hash(
    "sha256",
    JSON.stringify(
      files.map((file) => {
        const { mtimeMs, size } = statSync(file);
        return [file, mtimeMs, size];
      }),
    ),
  );
};

const read = (file: string, look: Judged): Classification[] | null => {
  try {
    const found = CachedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return found.length === look.definitions.length ? found : null;
  } catch {
    return null; // not there, half written by a machine that stopped, or of another version: judged anew
  }
};

const forgetOld = (folder: string): void => {
  const before = Date.now() - KEPT_MS;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) < before)
      rmSync(file, { force: true });
  }
};

/** What a lock holds of the servers that were looked at, to be judged as they are. */
export const lockedLooks = (lock: Lock | null, looks: readonly Look[]): Judged[] =>
  looks.flatMap(({ name, unnamed, description }) => {
    const locked = lock && Object.hasOwn(lock.servers, name) ? lock.servers[name] : undefined;
    return locked
      ? [{ name, unnamed, description, definitions: locked.tools.map(({ definition }) => definition) }]
      : [];
  });

/**
 * Judges `looks`, or reads what was judged before, and gives the verdicts on each of them; another look is an error of
 * ours. The classifier is loaded only for what is not known.
 */
export const verdictsOn = async (home: string, looks: readonly Judged[]): Promise<Classify> => {
  const folder = join(home, "verdicts");
  const stamp = classifierStamp();
  const keyOf = ({ name, unnamed, description, definitions }: Judged): string =>
    hash("sha256", JSON.stringify([stamp, name, unnamed, description, definitions]));
  const known = new Map<string, Classification[]>();
  let learned = false;
  for (const look of looks) {
    const key = keyOf(look);
    if (known.has(key)) continue;
    const file = join(folder, `${key}.json`);
    const kept = read(file, look);
    if (kept) {
      known.set(key, kept);
      continue;
    }
    const { classifyServer } = await import("../../classifier/classify.ts");
    const { name, unnamed, description, definitions } = look;
    const server = { name, unnamed, ...(description === null ? {} : { description }) };
    const verdicts = classifyServer({ server, tools: definitions });
    known.set(key, verdicts);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const half = `${file}.${process.pid}.tmp`;
    writeFileSync(half, JSON.stringify(verdicts), { mode: 0o600 });
    renameSync(half, file);
    learned = true;
  }
  if (learned) forgetOld(folder);
  return (look) => {
    const verdicts = known.get(keyOf(look));
    if (!verdicts) throw new Error(`${look.name} was not judged`);
    return verdicts;
  };
};
