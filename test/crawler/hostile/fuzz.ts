// Random inputs for the reader of messages and for registry records, and what must hold of each. Used by the tests with
// a few thousand, by test/bench/fuzz.ts with 100,000.
import assert from "node:assert/strict";
import { attemptKey } from "../../../crawler/crawl.ts";
import { cutDepth } from "../../../crawler/cut-depth.ts";
import { LAUNCHERS } from "../../../crawler/launchers.ts";
import { LIMITS, MessageReader } from "../../../crawler/message-reader.ts";
import { recordOf } from "../../../crawler/parse-records.ts";
import { AS_GIVEN, settingsFor } from "../../../crawler/settings.ts";
import { depthOf, MAX_DEPTH } from "../../../db/records/definition.ts";

type Random = () => number;
const below = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)] as T;

const WORDS = [
  "",
  "jsonrpc",
  "2.0",
  "id",
  "result",
  "tools",
  "__proto__",
  "constructor",
  "toString",
  "name",
  "\u0000",
  "\u202E",
  "\uD800",
  "\u001b[2J",
  "../../etc",
  "--registry=x",
  "-g",
  "file:/etc",
  "npm:x@1",
  "git+ssh://x/y",
  "http://127.0.0.1/",
  "https://[::1]/",
  "npm",
  "NPM",
  "pypi",
  "oci",
  "mcpb",
  "1.0.0",
  "latest",
  "^1",
  "{a}",
  "{HOME}",
  "NODE_OPTIONS",
  "LD_PRELOAD",
  "PATH",
  "é".repeat(200),
];

const KEYS = [
  ...WORDS,
  "packages",
  "remotes",
  "registryType",
  "registry_type",
  "identifier",
  "version",
  "packageArguments",
  "package_arguments",
  "environmentVariables",
  "runtimeArguments",
  "runtimeHint",
  "transport",
  "url",
  "type",
  "value",
  "default",
  "variables",
  "headers",
  "isRequired",
  "isSecret",
  "valueHint",
  "server",
  "_meta",
  "status",
  "isLatest",
  "choices",
  "format",
];

/** Any JSON value; now and then a very deep one. */
const value = (random: Random, depth = 0): unknown => {
  const kind = below(random, depth > 5 ? 5 : 8);
  if (kind === 0) return pick(random, WORDS);
  if (kind === 1) return pick(random, [0, -1, 1e308, 2 ** 53, 0.1, -0]);
  if (kind === 2) return pick(random, [true, false, null]);
  if (kind === 3) return String.fromCharCode(...Array.from({ length: below(random, 20) }, () => below(random, 65_536)));
  if (kind === 4) {
    let nested: unknown = 1;
    if (random() < 0.02) for (let level = 0; level < 3_000; level++) nested = random() < 0.5 ? [nested] : { a: nested };
    return nested;
  }
  if (kind === 5) return Array.from({ length: below(random, 5) }, () => value(random, depth + 1));
  const entries = Array.from(
    { length: below(random, 6) },
    () => [pick(random, KEYS), value(random, depth + 1)] as const,
  );
  // As a parser would, so that a key named __proto__ is data.
  return Object.assign(Object.create(null), Object.fromEntries(entries));
};

const jsonOf = (made: unknown): string => {
  try {
    return JSON.stringify(made) ?? "null";
  } catch {
    return "[1]"; // too deep for the writer, not for the reader's turn
  }
};

/** A text changed in a few places, as a broken pipe or a broken program would. */
const spoilt = (random: Random, text: string): Buffer => {
  const bytes = Buffer.from(text);
  for (let change = below(random, 4); change > 0 && bytes.length > 0; change--)
    bytes[below(random, bytes.length)] = below(random, 256);
  return random() < 0.2 ? bytes.subarray(0, below(random, bytes.length + 1)) : bytes;
};

const stream = (random: Random): Buffer => {
  const parts = Array.from({ length: below(random, 6) }, () => {
    const kind = random();
    if (kind < 0.4) return Buffer.from(`${jsonOf({ jsonrpc: "2.0", id: below(random, 9), result: value(random) })}\n`);
    if (kind < 0.5) return Buffer.from(`[${jsonOf({ jsonrpc: "2.0", method: "x" })},${jsonOf(value(random))}]\r\n`);
    if (kind < 0.9) return spoilt(random, `${jsonOf({ jsonrpc: "2.0", id: 1, result: value(random) })}\n`);
    return Buffer.from(Array.from({ length: below(random, 200) }, () => below(random, 256)));
  });
  return Buffer.concat(parts);
};

/** One stream, read whole and read in pieces: the same messages, no error, each an object of JSON-RPC. */
export const fuzzReader = (random: Random): void => {
  const bytes = stream(random);
  const whole = new MessageReader();
  const pieces = new MessageReader();
  const first = whole.push(bytes);
  const later: unknown[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + below(random, 64));
    const { messages, fault } = pieces.push(bytes.subarray(at, end));
    assert.equal(fault, null);
    later.push(...messages);
    at = end;
  }
  assert.ok(bytes.length < LIMITS.noise);
  assert.equal(first.fault, null);
  assert.equal(later.length, first.messages.length);
  assert.equal(pieces.noiseLines, whole.noiseLines);
  for (const message of [...first.messages, ...later]) {
    assert.equal((message as { jsonrpc: unknown }).jsonrpc, "2.0");
    cutDepth(message, MAX_DEPTH);
    assert.ok(depthOf(message) <= MAX_DEPTH);
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
};

/** A row that looks like a registry's often enough to get past the first check. */
const row = (random: Random): unknown => {
  const any = (): unknown => value(random, 4);
  const variable = (): unknown =>
    random() < 0.2 ? any() : { name: pick(random, WORDS), value: pick(random, WORDS), isRequired: any() };
  const some = (make: () => unknown): unknown =>
    random() < 0.15 ? any() : Array.from({ length: below(random, 3) }, make);
  const server = {
    name: random() < 0.9 ? `io.example/${pick(random, WORDS)}` : any(),
    version: random() < 0.5 ? "1.0.0" : any(),
    packages: some(() => ({
      registryType: random() < 0.8 ? pick(random, ["npm", "pypi", "oci", "mcpb"]) : any(),
      identifier: random() < 0.9 ? pick(random, WORDS) : any(),
      version: random() < 0.8 ? pick(random, WORDS) : any(),
      packageArguments: some(() => ({
        type: pick(random, ["named", "positional", "x"]),
        name: pick(random, WORDS),
        value: pick(random, WORDS),
        variables: any(),
      })),
      environmentVariables: some(variable),
      runtimeArguments: any(),
    })),
    remotes: some(() => ({
      type: pick(random, ["sse", "streamable-http", "x"]),
      url: pick(random, WORDS),
      headers: some(variable),
    })),
  };
  const kind = random();
  if (kind < 0.1) return any();
  return kind < 0.5 ? { server, _meta: any() } : server;
};

/** One row: a record or a problem with a reason, never an error; what the launchers make of a record is an answer too. */
export const fuzzRecord = (random: Random): void => {
  const made = row(random);
  const found = recordOf(made, "here");
  if (found.kind === "problem") {
    assert.ok(found.reason.length > 0 && found.reason.length < 5_000);
    return;
  }
  assert.equal(found.kind, "record");
  if (found.kind !== "record") return;
  for (const launcher of LAUNCHERS) launcher.target(found.record);
  attemptKey(found.record);
  for (const pkg of found.record.packages ?? []) {
    const { args, env } = settingsFor(pkg, { ...AS_GIVEN, placeholders: true });
    for (const word of args) assert.equal(typeof word, "string");
    for (const name of Object.keys(env)) assert.doesNotMatch(name, /^(?:NODE_OPTIONS|LD_PRELOAD|PATH|HOME)$/i);
  }
};
