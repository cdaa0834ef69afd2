import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Classification } from "../../db/records/classification.ts";
import { fingerprintOf } from "../../db/records/definition.ts";
import { type Lock, LockSchema } from "../../db/records/lock.ts";
import { CommandError, EXIT } from "../command.ts";
import type { Look } from "./look.ts";
import type { Classify } from "./verdicts.ts";

export const LOCK_FILE = "mcp-lock.json";

/** Reads a lock file's text. Throws a CommandError that names what is wrong, and each tool whose fingerprint is not its own. */
export const parseLock = (text: string, file: string): Lock => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is no JSON: ${(error as Error).message}`, EXIT.usage, { cause: error });
  }
  const parsed = LockSchema.safeParse(json);
  if (!parsed.success)
    throw new CommandError(`${file} is no lock file: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
  const edited = Object.entries(parsed.data.servers).flatMap(([server, { tools }]) =>
    tools
      .filter((tool) => tool.name !== tool.definition.name || fingerprintOf(tool.definition) !== tool.fingerprint)
      .map((tool) => `${server}/${tool.name}`),
  );
  if (edited.length > 0)
    throw new CommandError(
      `${file} was edited by hand: the fingerprint of ${edited.join(", ")} is not that of the definition; write it anew with toolrisk lock`,
    );
  return parsed.data;
};

/** The lock file; null where there is none. Throws a CommandError where it cannot be used. */
export const readLock = (file: string): Lock | null => {
  if (!existsSync(file)) return null;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`, EXIT.usage, { cause: error });
  }
  return parseLock(text, file);
};

const lockedTool = (definition: Look["definitions"][number], verdict: Classification) => ({
  name: definition.name,
  fingerprint: verdict.fingerprint,
  category: verdict.category,
  risk: verdict.risk,
  capabilities: verdict.capabilities,
  findings: [...new Set(verdict.findings.map(({ rule }) => rule))].sort(),
  definition,
});

/**
 * The lock of a stack. A server that was not listed completely keeps what `before` has of it, since a failed look says
 * nothing about its tools; so does one that was not looked at, unless `complete` says that the stack is all there is.
 */
export const lockOf = (looks: readonly Look[], before: Lock | null, classify: Classify, complete: boolean): Lock => {
  const kept = Object.entries(before?.servers ?? {}).filter(
    ([name]) => !complete || looks.some((look) => look.name === name),
  );
  const servers = new Map(kept);
  for (const look of looks) {
    if (look.outcome !== "listed") continue;
    const verdicts = classify(look);
    const tools = look.definitions.flatMap((definition, at) => {
      const verdict = verdicts[at];
      return verdict ? [lockedTool(definition, verdict)] : [];
    });
    // Doubled names keep the server's order, by which they are told apart.
    servers.set(look.name, {
      target: look.target,
      tools: tools.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    });
  }
  const byName = [...servers].sort(([a], [b]) => (a < b ? -1 : 1));
  return { version: 1, servers: Object.fromEntries(byName) };
};

/** Invisible characters are written as escapes, so that a review of the file shows them. */
export const lockText = (lock: Lock): string =>
  `${JSON.stringify(lock, null, 2).replace(/[\p{Cf}\p{Co}\p{Zl}\p{Zp}\u007f-\u009f]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join(""),
  )}\n`;

/** Writes the file whole or not at all. Throws a CommandError where it cannot be written. */
export const writeLock = (file: string, lock: Lock): void => {
  const half = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(half, lockText(lock));
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw new CommandError(`${file} cannot be written: ${(error as Error).message}`, EXIT.usage, { cause: error });
  }
};
