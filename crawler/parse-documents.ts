import { type Line, MAX_LINE, readLines } from "./read-lines.ts";
import { readText } from "./read-text.ts";
import { type Found, SourceError } from "./source.ts";

/** The longest document that is no JSONL, in UTF-16 code units: it has to be parsed in one piece. */
const MAX_DOCUMENT = 256 * 2 ** 20;

const parsed = (text: string): { value: unknown } | null => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null; // reported by the caller as a problem of its row
  }
};

/** How a file's JSON becomes what a source gives: by line, or as one document. */
export interface Reading {
  /** Reads one line of JSONL. `where` names it. */
  ofLine(value: unknown, where: string): Iterable<Found>;
  /** Reads the whole file's value. */
  ofDocument(value: unknown): Iterable<Found>;
}

function* lineFound(reading: Reading, number: number, text: string | null): Generator<Found> {
  const where = `line ${number}`;
  if (text === null) return yield { kind: "problem", where, reason: `is longer than ${MAX_LINE / 2 ** 20} MiB` };
  const json = parsed(text);
  if (json) yield* reading.ofLine(json.value, where);
  else yield { kind: "problem", where, reason: "is no valid JSON" };
}

/** The same of what lies at a web address, which is fetched whole. */
async function* readFetched(address: string, reading: Reading, signal?: AbortSignal): AsyncGenerator<Found> {
  const text = await readText(address, signal);
  const whole = parsed(text);
  if (whole) return yield* reading.ofDocument(whole.value);
  for (const [at, line] of text.split("\n").entries())
    if (line.trim() !== "") yield* lineFound(reading, at + 1, line.length > MAX_LINE ? null : line);
}

/**
 * Reads a file, or what lies at a web address, that is JSONL or one JSON document, `.gz` or plain. It is JSONL when its first line is a whole object (or
 * begins and ends like one, so that one broken row does not hide the others) and more lines follow; JSONL is streamed,
 * line by line. A document that does not parse is read by line after all.
 */
export async function* readJson(path: string, reading: Reading, signal?: AbortSignal): AsyncGenerator<Found> {
  if (/^https?:\/\//i.test(path)) return yield* readFetched(path, reading, signal);
  const lines = readLines(path, signal);
  const first = await lines.next();
  if (first.done) return;
  const { number, text } = first.value;
  const json = text === null ? null : parsed(text);
  const looksLikeRow = text === null || (text.startsWith("{") && text.endsWith("}"));
  if (looksLikeRow) {
    const second = await lines.next();
    if (second.done && json) return yield* reading.ofDocument(json.value);
    yield* lineFound(reading, number, text);
    if (!second.done) yield* lineFound(reading, second.value.number, second.value.text);
    for await (const line of lines) yield* lineFound(reading, line.number, line.text);
    return;
  }
  const held: Line[] = [first.value];
  let size = text?.length ?? 0;
  for await (const line of lines) {
    held.push(line);
    size += line.text?.length ?? 0;
    if (size > MAX_DOCUMENT) throw new SourceError(`${path} is too large for one document; write it as JSONL`);
  }
  const whole = parsed(held.map((line) => line.text ?? "").join("\n"));
  if (whole) return yield* reading.ofDocument(whole.value);
  for (const line of held) yield* lineFound(reading, line.number, line.text);
}
