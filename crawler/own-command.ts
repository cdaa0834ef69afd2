import { hash } from "node:crypto";
import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { ServerRecord } from "../db/records/server.ts";
import { MADE_UP } from "../db/records/told-name.ts";
import { packageRecordOf } from "./configured-servers.ts";
import { programOf } from "./find-program.ts";
import { commandRecord } from "./launchers/command.ts";
import { secretsOf } from "./own-secrets.ts";
import { redact } from "./printable.ts";
import { type Source, SourceError } from "./source.ts";
import { target } from "./sources/target.ts";

/**
 * Tells a command line from others without a path or a secret of the user's: the name of the first file that it names,
 * else of its program, and the beginning of a hash.
 */
const nameOf = (words: readonly string[], folder: string): string => {
  const isFile = (word: string): boolean =>
    statSync(resolve(folder, word), { throwIfNoEntry: false })?.isFile() ?? false;
  const [program = ""] = words;
  const label = basename(words.slice(1).find(isFile) ?? program).replaceAll(/[^\w.-]+/g, "-");
  const told = redact(JSON.stringify([folder, ...words]), secretsOf({ args: words, env: {} }, new Map()));
  return `${MADE_UP.command}${label}-${hash("sha256", told).slice(0, 8)}`;
};

/**
 * The record of a command line that the user typed in `folder`. A package that is run by name (`npx`, `uvx`, `docker run`)
 * becomes that package; another command is started as it stands, without the user's environment. Throws a SourceError
 * where there is no such program.
 */
export const ownCommandRecord = (words: readonly string[], folder: string): ServerRecord => {
  const pkg = packageRecordOf(words, []);
  if (pkg) return pkg;
  const [word = "", ...args] = words;
  const command = programOf(word, folder, process.env.PATH ?? "");
  if (command === null) throw new SourceError(`there is no program ${JSON.stringify(word)} on this machine`);
  return commandRecord(nameOf(words, folder), { command, args, env: {}, cwd: folder });
};

/** The source of one target that is a command line of the user's own, with what stands for it in the name of a crawl. */
export const commandSource = (words: readonly string[], folder: string): { source: Source; argument: string } => {
  const record = ownCommandRecord(words, folder);
  const read = async function* () {
    yield { kind: "record" as const, record };
  };
  return { source: { ...target, read }, argument: `-- ${record.name}` };
};
