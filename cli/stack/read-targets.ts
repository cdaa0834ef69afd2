import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { cutDepth } from "../../crawler/cut-depth.ts";
import { MAX_DEPTH } from "../../db/records/definition.ts";
import { DefinitionSchema } from "../../db/records/definition-schema.ts";
import { LockSchema } from "../../db/records/lock.ts";
import type { Place } from "../../db/records/report.ts";
import { CommandError, EXIT } from "../command.ts";
import { readLines } from "../input.ts";
import { commandTarget } from "./command-target.ts";
import type { Look } from "./look.ts";
import { shownPath } from "./shown-path.ts";
import type { SavedTarget, StackTarget } from "./target.ts";

/** The most that a packed file of saved listings may hold, in bytes: it is read in one piece, and need not be the user's own. */
const MOST_BYTES = 256 * 2 ** 20;

const saved = (
  { name, unnamed }: Pick<Look, "name" | "unnamed">,
  target: string,
  place: Place,
  description: string | null,
  tools: unknown[],
): SavedTarget => {
  const definitions = tools.flatMap((tool) => {
    cutDepth(tool, MAX_DEPTH);
    const parsed = DefinitionSchema.safeParse(tool);
    return parsed.success ? [parsed.data] : [];
  });
  const complete = definitions.length === tools.length;
  const look: Look = {
    name,
    unnamed,
    target,
    place,
    outcome: complete ? "listed" : "incomplete",
    error: complete ? null : `${tools.length - definitions.length} entries of its list are no tools`,
    doNext: null,
    sandbox: null,
    listedAt: null,
    fromCache: false,
    posture: "unknown",
    description,
    definitions,
  };
  return { kind: "saved", name, target, place, look };
};

const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/**
 * The servers of one JSON value of a file: a snapshot, an answer to `tools/list` (with or without its JSON-RPC frame), or a
 * lock file. Null where it is none of these.
 */
const listingsOf = (value: unknown, file: string, line: number): SavedTarget[] | null => {
  if (value === null || typeof value !== "object") return null;
  const shown = file === "-" ? "stdin" : shownPath(file);
  const place: Place = { file: shown, line, column: 1 };
  const lock = LockSchema.safeParse(value);
  if (lock.success)
    return Object.entries(lock.data.servers).map(([name, { target, tools }]) =>
      saved(
        { name, unnamed: false },
        target,
        place,
        null,
        tools.map(({ definition }) => definition),
      ),
    );
  const frame = "result" in value && value.result !== null && typeof value.result === "object" ? value.result : value;
  if (!("tools" in frame) || !Array.isArray(frame.tools)) return null;
  const server = "server" in frame && frame.server !== null && typeof frame.server === "object" ? frame.server : {};
  const stem = basename(file === "-" ? "stdin" : file).replace(/(\.jsonl?)?(\.gz)?$/, "");
  const told = textOrNull("name" in server ? server.name : null);
  const name = told ?? (line > 1 ? `${stem}-${line}` : stem);
  const description = textOrNull("description" in server ? server.description : null);
  return [saved({ name, unnamed: told === null }, `saved listing ${shown}`, place, description, frame.tools)];
};

const parse = (text: string): { value: unknown } | null => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null; // told by the caller, who tries the file in another way first
  }
};

const unpacked = (raw: Buffer, file: string): Buffer => {
  try {
    return gunzipSync(raw, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    const says = `${file} unpacks to more than ${MOST_BYTES / 2 ** 20} MiB: toolrisk classify reads such a file line by line`;
    throw new CommandError(says, EXIT.usage, { cause: error });
  }
};

/** The finished listings of a file: one JSON document, or JSONL. Null where the file is a JSON document of another kind. */
const listingsOfFile = async (file: string): Promise<SavedTarget[] | null> => {
  if (file !== "-") {
    const raw = readFileSync(file);
    const whole = parse((file.endsWith(".gz") ? unpacked(raw, file) : raw).toString("utf8"));
    if (whole) return listingsOf(whole.value, file, 1);
  }
  const found: SavedTarget[] = [];
  let line = 0;
  for await (const text of readLines(file)) {
    line++;
    if (text.trim() === "") continue;
    const json = parse(text);
    const listings = json && listingsOf(json.value, file, line);
    if (!listings) {
      if (line === 1) return null;
      throw new CommandError(`${file}: line ${line} is no saved listing`);
    }
    found.push(...listings);
  }
  return found;
};

/** A server that is named by itself; null for a text of another kind. */
const singleTarget = async (text: string): Promise<StackTarget | null> => {
  if (!/^(?:npm|pypi|oci|mcpb|https?):/i.test(text)) return null;
  const { recordOfTarget } = await import("../../crawler/single-target.ts");
  const { attemptKey } = await import("../../crawler/crawl.ts");
  const record = recordOfTarget(text);
  if (!record) return null;
  const name = record.packages?.[0]?.identifier ?? record.name;
  const target = record.remotes?.[0]?.url ?? text;
  return { kind: "live", name, target, place: null, record, own: false, key: attemptKey(record) };
};

/** One target of the command line, which may be a file of many servers. */
const readTarget = async (text: string): Promise<StackTarget[]> => {
  if (text === "-") return (await listingsOfFile("-")) ?? [];
  const single = await singleTarget(text).catch((error: Error) => {
    throw error.name === "SourceError" ? new CommandError(error.message) : error;
  });
  if (single) return [single];
  if (!existsSync(text))
    throw new CommandError(
      `${text} is no file and no target: name a client configuration, a saved listing, npm:PACKAGE, pypi:PACKAGE, oci:IMAGE, mcpb:FILE, an address, or a command after --`,
    );
  const file = statSync(text).isDirectory() ? join(text, ".mcp.json") : text;
  const listings = await listingsOfFile(file).catch((error: unknown) => {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`, EXIT.usage, { cause: error });
  });
  if (listings) return listings;
  const { configTargets } = await import("./config-targets.ts");
  return configTargets(file);
};

/** Names made unique: the second `files` of a stack is `files (2)`. */
const distinct = (targets: StackTarget[]): StackTarget[] => {
  const taken = new Set<string>();
  return targets.map((target) => {
    let name = target.name;
    for (let number = 2; taken.has(name); number++) name = `${target.name} (${number})`;
    taken.add(name);
    if (name === target.name) return target;
    return target.kind === "saved" ? { ...target, name, look: { ...target.look, name } } : { ...target, name };
  });
};

/**
 * The servers to look at: those of the named files, packages and addresses, of the command after `--`, or, where nothing
 * is named, of every client configuration that this machine has. Throws a CommandError that says what is wrong.
 */
export const readTargets = async (texts: readonly string[], command: readonly string[]): Promise<StackTarget[]> => {
  const targets: StackTarget[] = [];
  for (const text of texts) targets.push(...(await readTarget(text)));
  if (command.length > 0) {
    const target = commandTarget("command", { words: command, env: {}, cwd: process.cwd() });
    targets.push({ ...target, unnamed: true });
  }
  if (texts.length === 0 && command.length === 0) {
    const { machineTargets } = await import("./config-targets.ts");
    targets.push(...(await machineTargets()));
  }
  return distinct(targets);
};
