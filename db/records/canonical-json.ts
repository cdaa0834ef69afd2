/*
 * The canonical form of JSON values, which fingerprints and keys are hashed of. It is written as bytes, one value at a time
 * into the same memory: as a string it would be put together of thousands of pieces, and encoded again to be hashed.
 */

/** Deepest nesting that a stored definition may have; the crawler cuts what is deeper, so that no walker overflows. */
export const MAX_DEPTH = 64;

/** Bytes that are kept between two values. */
const KEPT = 1 << 16;
/** Most bytes that a UTF-16 code unit takes in UTF-8. */
const UNIT = 3;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN = { list: 91, object: 123 } as const;
const CLOSE = { list: 93, object: 125 } as const;

let bytes = new Uint8Array(KEPT);
let length = 0;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Makes room for that many bytes more. */
const room = (more: number): void => {
  if (length + more <= bytes.length) return;
  const larger = new Uint8Array(Math.max(2 * bytes.length, length + more));
  larger.set(bytes.subarray(0, length));
  bytes = larger;
};

const putByte = (byte: number): void => {
  room(1);
  bytes[length++] = byte;
};

/** Writes what is JSON already. */
const putJson = (json: string): void => {
  room(UNIT * json.length);
  length += encoder.encodeInto(json, bytes.subarray(length)).written;
};

/** Writes a text as JSON: sign by sign where it is printable ASCII, as nearly all are. */
const putText = (text: string): void => {
  room(text.length + 2);
  let at = length;
  bytes[at++] = QUOTE;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) {
      putJson(JSON.stringify(text));
      return;
    }
    bytes[at++] = code;
  }
  bytes[at++] = QUOTE;
  length = at;
};

/** The keys of an object by UTF-16 code unit. They are few or nearly sorted: insertion beats the general sort. */
const sortedKeys = (value: object): string[] => {
  const keys = Object.keys(value);
  if (keys.length > 32) return keys.sort();
  for (let from = 1; from < keys.length; from++) {
    const key = keys[from] as string;
    let to = from - 1;
    for (; to >= 0 && (keys[to] as string) > key; to--) keys[to + 1] = keys[to] as string;
    keys[to + 1] = key;
  }
  return keys;
};

const putList = (values: readonly unknown[], depth: number): void => {
  putByte(OPEN.list);
  for (let at = 0; at < values.length; at++) {
    if (at > 0) putByte(COMMA);
    put(values[at], depth);
  }
  putByte(CLOSE.list);
};

const putObject = (value: object, depth: number): void => {
  putByte(OPEN.object);
  let isFirst = true;
  for (const key of sortedKeys(value)) {
    const child = (value as Record<string, unknown>)[key];
    if (child === undefined) continue;
    if (!isFirst) putByte(COMMA);
    isFirst = false;
    putText(key);
    putByte(COLON);
    put(child, depth);
  }
  putByte(CLOSE.object);
};

const put = (value: unknown, depth: number): void => {
  if (typeof value === "string") putText(value);
  else if (typeof value !== "object" || value === null) putJson(JSON.stringify(value) ?? "null");
  else if (depth > MAX_DEPTH) throw new RangeError(`value nests deeper than ${MAX_DEPTH}`);
  else if (Array.isArray(value)) putList(value, depth + 1);
  else putObject(value, depth + 1);
};

/** What `use` makes of the UTF-8 bytes of a value's canonical form, which are overwritten afterwards. */
export const withCanonicalBytes = <Result>(value: unknown, use: (bytes: Uint8Array) => Result): Result => {
  length = 0;
  try {
    put(value, 0);
    return use(bytes.subarray(0, length));
  } finally {
    if (bytes.length > KEPT) bytes = new Uint8Array(KEPT);
  }
};

/**
 * The canonical form of a JSON value: keys sorted by UTF-16 code unit, no white space, as RFC 8785 has it but for
 * numbers, which are printed as JavaScript prints them (RFC 8785 does the same). Throws a RangeError past MAX_DEPTH.
 */
export const canonicalJson = (value: unknown): string =>
  withCanonicalBytes(value, (written) => decoder.decode(written));
